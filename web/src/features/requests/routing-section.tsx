import type { AccessRequest } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { useFollowingNow } from '../../ui/use-now';
import { sentenceCase } from '../../ui/words';
import classes from './routing-section.module.css';

type Stage = AccessRequest['stages'][number];
type Asked = AccessRequest['asked'][number];

/** Who has to say yes, in which order, who was asked and why, and what happens when nobody answers. */
export function RoutingSection({ request }: { readonly request: AccessRequest }) {
  const { stages, asked, approvalOrder, decisions } = request;
  const witnesses = asked.filter(({ role }) => role === 'witness');
  const inOrder = approvalOrder === 'in-order' && stages.length > 1;
  if (request.approvedByPolicy !== null) {
    return (
      <Section title="Who is asked">
        Nobody: the policy itself approved it.{' '}
        <span className={classes.when}>{request.approvedByPolicy}</span>
      </Section>
    );
  }
  return (
    <Section
      title="Who is asked"
      aside={inOrder && <span className={classes.aside}>One after the other</span>}
    >
      <ol className={classes.stages} data-single={stages.length === 1 || undefined}>
        {stages.map((stage, index) => (
          <li key={`${index}-${stage.who}`} className={classes.stage}>
            <StageHead stage={stage} pending={request.state === 'pending'} />
            <People
              people={asked.filter((one) => one.stage === index && one.role !== 'witness')}
              decisions={decisions}
            />
          </li>
        ))}
      </ol>
      {witnesses.length > 0 && (
        <div className={classes.stage}>
          <div className={classes.head}>Told as witnesses, who may deny</div>
          <People people={witnesses} decisions={decisions} />
        </div>
      )}
    </Section>
  );
}

function StageHead({ stage, pending }: { readonly stage: Stage; readonly pending: boolean }) {
  const { who, count, missing, state, heldTogetherWith } = stage;
  return (
    <>
      <div className={classes.head}>
        <span className={classes.who}>
          {sentenceCase(who)}
          {count > 1 && ` (${count - missing} of ${count})`}
        </span>
        <StateBadge kind="stage" state={pending || state === 'answered' ? state : 'unanswered'} />
      </div>
      {heldTogetherWith !== null && (
        <p className={classes.detail}>
          An extra approval, because “{heldTogetherWith}” was held when this was asked: nobody may hold both
          without it.
        </p>
      )}
      {pending && state === 'open' && <EscalationLine stage={stage} />}
    </>
  );
}

function EscalationLine({ stage: { escalation } }: { readonly stage: Stage }) {
  const at = escalation?.at ?? null;
  const isDue = useFollowingNow((now) => at !== null && new Date(at) <= now);
  if (!escalation || at === null) return null;
  if (escalation.escalatedAt !== null) {
    return (
      <p className={classes.detail}>
        Nobody answered in time, so {escalation.who} {escalation.who.includes(' or ') ? 'were' : 'was'} asked
        too <RelativeTime at={escalation.escalatedAt} />.
      </p>
    );
  }
  return (
    <p className={classes.detail}>
      Without an answer, {escalation.who} will be asked too{' '}
      {isDue ? 'at any moment' : <RelativeTime at={at} />}.
    </p>
  );
}

interface PeopleProps {
  readonly people: readonly Asked[];
  readonly decisions: AccessRequest['decisions'];
}

function People({ people, decisions }: PeopleProps) {
  if (people.length === 0) return <p className={classes.detail}>Nobody has been asked yet.</p>;
  return (
    <ul className={classes.people}>
      {people.map((one) => (
        <li key={one.id}>
          {one.because} <span className={classes.when}>{answerWords(one, decisions)}</span>{' '}
          <span className={classes.when}>
            Asked <RelativeTime at={one.askedAt} />.
          </span>
        </li>
      ))}
    </ul>
  );
}

function answerWords({ id }: Asked, decisions: AccessRequest['decisions']): string {
  const own = decisions.find(({ approver, counts }) => counts && approver.id === id);
  if (!own) return '';
  return own.decision === 'approve' ? 'Said yes.' : 'Said no.';
}
