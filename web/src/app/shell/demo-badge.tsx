import { IconFlask } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useSession } from '../../api/queries/session';
import { sentenceCase } from '../../ui/words';
import classes from './demo-badge.module.css';

/** Which installation this is. In a demonstration it leads to the page that says what is relaxed. */
export function DemoBadge() {
  const { demo, environment } = useSession();
  if (!demo) return <span className={classes.environment}>{sentenceCase(environment)}</span>;
  return (
    <Link to="/demo" className={classes.demo}>
      <IconFlask size={14} aria-hidden />
      Demo
    </Link>
  );
}
