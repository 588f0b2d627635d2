import type { SystemDetail } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { counted } from '../../ui/words';
import classes from './findings.module.css';

type Finding = SystemDetail['findings'][number];

/** What the last look at the target found. What needs attention stands open; the rest is one press away. */
export function Findings({ system }: { readonly system: SystemDetail }) {
  const { checkedAt, findings } = system;
  const fine = findings.filter(({ ok }) => ok);
  return (
    <Section
      title="What was looked at"
      frame="list"
      aside={
        <span className={classes.when}>
          {checkedAt === null ? 'Not looked at yet' : <RelativeTime at={checkedAt} capitalised />}
        </span>
      }
    >
      <FindingLines findings={findings.filter(({ ok }) => !ok)} />
      {fine.length > 0 && (
        <details className={classes.fine}>
          <summary className={classes.summary}>
            <StateBadge kind="check" state="ok" word={`${counted(fine.length, 'check')} fine`} />
          </summary>
          <FindingLines findings={fine} />
        </details>
      )}
      {findings.length === 0 && (
        <p className={classes.nothing}>
          Nothing yet. The target is looked at soon after it is named in the policy.
        </p>
      )}
    </Section>
  );
}

const FindingLines = ({ findings }: { readonly findings: readonly Finding[] }) => (
  <ul className={classes.lines}>
    {findings.map(({ id, ok, summary, advice }) => (
      <li key={id} className={classes.finding}>
        <div className={classes.words}>
          {summary}
          {!ok && advice !== undefined && <div className={classes.advice}>{advice}</div>}
        </div>
        <StateBadge kind="check" state={ok ? 'ok' : 'failed'} />
      </li>
    ))}
  </ul>
);
