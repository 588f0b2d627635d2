import { IconShieldLock, IconUsersGroup } from '@tabler/icons-react';
import type { PolicyChangeSummary } from '../../api/types';
import { isOverseen } from './change-words';
import classes from './policy-file.module.css';

/** Marks what decides who is of the circle, or what it keeps; what only takes away and what is ordinary need no mark. */
export function ReachMark({ reach }: { readonly reach: PolicyChangeSummary['reach'] }) {
  if (!isOverseen(reach)) return null;
  const [Icon, words] =
    reach === 'circle'
      ? ([IconUsersGroup, 'Personal-data circle'] as const)
      : ([IconShieldLock, 'Personal data'] as const);
  return (
    <span className={classes.mark}>
      <Icon size={14} aria-hidden /> {words}
    </span>
  );
}
