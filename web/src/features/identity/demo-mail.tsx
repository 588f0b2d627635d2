import { useDemoMail } from '../../api/queries/demo';
import { EmptyState } from '../../ui/empty-state';
import { IconMail } from '@tabler/icons-react';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import classes from './demo-page.module.css';

/** What a mail server would have got. */
export function DemoMail() {
  const { data } = useDemoMail();
  return (
    <Section title="Messages" frame="list">
      {data?.items.length === 0 && (
        <EmptyState icon={IconMail} title="Nothing was sent yet">
          Invitations, links for a forgotten password and notices would go out by e-mail. Here they are shown
          instead.
        </EmptyState>
      )}
      {data?.items.map(({ id, to, subject, text, createdAt }) => (
        <details key={id} className={classes.mail}>
          <summary>
            <strong>{subject}</strong> <span className={classes.dimmed}>to {to},</span>{' '}
            <span className={classes.dimmed}>
              <RelativeTime at={createdAt} />
            </span>
          </summary>
          <pre className={classes.letter}>{text}</pre>
        </details>
      ))}
    </Section>
  );
}
