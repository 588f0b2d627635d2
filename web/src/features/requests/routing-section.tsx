import { IconBan, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
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
  if (request.breakGlass) {
    const { id, standing } = request.breakGlass;
    return (
      <Section title="Who is asked">
        Nobody: it was taken in an emergency, and somebody else reviews it.{' '}
        <StateBadge kind="breakGlass" state={standing} />{' '}
        <Link to="/break-glass" hash={id}>
          Its review
        </Link>
      </Section>
    );
  }
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
            <StageHead stage={stage} />
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

function StageHead({ stage }: { readonly stage: Stage }) {
  const { who, count, missing, state, heldTogetherWith } = stage;
  return (
    <>
      <div className={classes.head}>
        <span className={classes.who}>
          {sentenceCase(who)}
          {count > 1 && (
            <span className={classes.count}>
              {' '}
              {count - missing} of {count}
            </span>
          )}
        </span>
        <StateBadge kind="stage" state={state} />
      </div>
      {heldTogetherWith !== null && (
        <p className={classes.detail}>
          An extra approval, because “{heldTogetherWith}” was held when this was asked: nobody may hold both
          without it.
        </p>
      )}
      {state === 'open' && <EscalationLine stage={stage} />}
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
        <Person key={one.id} asked={one} decision={answerOf(one, decisions)} />
      ))}
    </ul>
  );
}

const ANSWERS = {
  approve: { word: 'Said yes.', icon: IconCircleCheck },
  deny: { word: 'Said no.', icon: IconBan },
} as const;

function Person({
  asked: { because, askedAt },
  decision,
}: {
  asked: Asked;
  decision?: keyof typeof ANSWERS;
}) {
  const answer = decision && ANSWERS[decision];
  const AnswerIcon = answer?.icon ?? IconCircleDashed;
  return (
    <li>
      <AnswerIcon size={16} className={classes.answer} data-answer={decision} aria-hidden />
      <span>
        {answer && <strong>{answer.word}</strong>} {because}{' '}
        <span className={classes.when}>
          Asked <RelativeTime at={askedAt} />.
        </span>
      </span>
    </li>
  );
}

const answerOf = ({ id }: Asked, decisions: AccessRequest['decisions']) =>
  decisions.find(({ counts, approver }) => counts && approver.id === id)?.decision;
