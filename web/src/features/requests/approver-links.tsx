import { useApprovalLinks } from '../../api/queries/requests';
import type { AccessRequest } from '../../api/types';
import { CopyButton } from '../../ui/copy-button';
import { ProblemMessage } from '../../ui/problem-message';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import classes from './approver-links.module.css';
import { Reading } from '../../ui/reading';

/** The links of one's own waiting request: whoever is in a hurry can hand them over. */
export function ApproverLinks({ request }: { readonly request: AccessRequest }) {
  const { data, error, refetch } = useApprovalLinks(request);
  if (data?.items.length === 0) return null;
  return (
    <Section title="In a hurry? Send the link">
      <p className={classes.words}>
        Each link works for the person it is made for, signed in and with a code of their own. It gives
        nothing to anybody else.
      </p>
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Reading lines={2} />}
      {data && (
        <ul className={classes.links}>
          {data.items.map(({ approver, url, expiresAt }) => (
            <li key={approver.id} className={classes.link}>
              <span className={classes.who}>{approver.name}</span>
              <code className={classes.url}>{url}</code>
              <span className={classes.until}>
                expires <RelativeTime at={expiresAt} />
              </span>
              <CopyButton text={url} what={`the link for ${approver.name}`} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
