import { useRef, useState } from 'react';
import { Button, Textarea } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useDecide } from '../../api/queries/requests';
import { useSession } from '../../api/queries/session';
import type { AccessRequest } from '../../api/types';
import { Notice } from '../../ui/notice';
import { Section } from '../../ui/section';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { durationWords } from '../../ui/words';
import { ClockTime } from '../../ui/clock-time';
import { becauseToYou } from './approver-words';
import classes from './decision-panel.module.css';
import { lengthWords } from './extension';

/** What was pressed, and what stood there when it was: only that is signed, whatever has come in since. */
interface Choice {
  readonly decision: 'approve' | 'deny';
  readonly request: AccessRequest;
}

interface DecisionPanelProps {
  readonly request: AccessRequest;
  readonly linkToken?: string;
}

/** Two answers of equal weight; each needs a fresh code over exactly what is shown above. */
export function DecisionPanel({ request, linkToken }: DecisionPanelProps) {
  const [choice, setChoice] = useState<Choice>();
  const [digestRead] = useState(request.digest);
  const { requester } = request;
  return (
    <Section title="Your decision">
      {request.digest !== digestRead && (
        <div className={classes.changed}>
          <Notice tone="warn" role="status" title="This request was changed while you had it open.">
            What stands above is the newest version. Read it again before you decide.
          </Notice>
        </div>
      )}
      <p className={classes.consequences}>
        <WhyYou request={request} />
        {request.may.approve ? (
          <>
            If you approve, <ApprovalWords request={request} /> If you deny,{' '}
          </>
        ) : (
          <>You are told of this as a witness, and your yes is not needed. If you deny, </>
        )}
        {request.extension ? 'it ends as planned' : 'nothing happens'} and {requester.name} reads your reason.{' '}
        {request.may.approve ? 'Either' : 'It'} is recorded under your name.
      </p>
      <div className={classes.choices}>
        {request.may.approve && (
          <Button
            size="md"
            leftSection={<IconCheck size={18} className={classes.approve} />}
            onClick={() => setChoice({ decision: 'approve', request })}
          >
            {approveWords(request)}
          </Button>
        )}
        <Button
          size="md"
          leftSection={<IconX size={18} className={classes.deny} />}
          onClick={() => setChoice({ decision: 'deny', request })}
        >
          Deny
        </Button>
      </div>
      <DecisionDialog
        request={choice?.request ?? request}
        linkToken={linkToken}
        decision={choice?.decision}
        onClose={() => setChoice(undefined)}
      />
    </Section>
  );
}

/** Why this person of all people, as it was when they were asked. */
function WhyYou({ request }: { readonly request: AccessRequest }) {
  const { person } = useSession();
  const own = request.asked.find(({ id }) => id === person?.id);
  return own && own.role !== 'witness' ? <>{becauseToYou(own)} </> : null;
}

/** `Approve for 30 minutes`, or `Approve 30 minutes more`. */
const approveWords = (request: AccessRequest): string =>
  `Approve ${request.extension ? '' : 'for '}${lengthWords(request)}`;

function ApprovalWords({
  request: { requester, durationSeconds, extension },
}: {
  readonly request: AccessRequest;
}) {
  if (!extension) {
    return (
      <>
        {requester.name} can use this for {durationWords(durationSeconds)}.
      </>
    );
  }
  return (
    <>
      {requester.name} goes on for {durationWords(durationSeconds)} more, until{' '}
      <ClockTime at={extension.until} />.
    </>
  );
}

interface DecisionDialogProps extends DecisionPanelProps {
  /** Undefined while nothing was pressed. */
  readonly decision: Choice['decision'] | undefined;
  readonly onClose: () => void;
}

function DecisionDialog({ request, linkToken, decision: pressed, onClose }: DecisionDialogProps) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { mutateAsync: decide } = useDecide(request);
  const decision = pressed ?? 'deny';
  const approves = decision === 'approve';

  const isReady = () => {
    const ready = approves || reason.trim() !== '';
    setMissing(!ready);
    if (!ready) field.current?.focus();
    return ready;
  };

  return (
    <StepUpDialog
      opened={pressed !== undefined}
      onClose={() => {
        setMissing(false);
        onClose();
      }}
      title={approves ? 'Approve this request' : 'Deny this request'}
      signing={{ action: `requests.${decision}`, subjectId: request.id, digest: request.digest }}
      confirmLabel={approves ? approveWords(request) : 'Deny'}
      codeFirst={approves}
      isReady={isReady}
      onSigned={(stepUpToken) =>
        decide({ decision, reason: reason.trim() === '' ? undefined : reason.trim(), linkToken, stepUpToken })
      }
    >
      <p className={classes.consequences}>
        <strong>{request.requester.name}</strong>: {request.profile.name}, {lengthWords(request)}.
      </p>
      <Textarea
        label={approves ? 'Remark (optional)' : 'Reason'}
        description={`${request.requester.name} will read it.`}
        ref={field}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setMissing(false);
        }}
        error={missing ? 'Say in a sentence why not, or what to do instead.' : undefined}
        required={!approves}
        data-autofocus={approves ? undefined : true}
        minRows={2}
        maxLength={2_000}
      />
    </StepUpDialog>
  );
}
