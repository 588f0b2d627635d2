import { useApprovePolicyChange, useStopPolicyChange } from '../../api/queries/policy-changes';
import type { PolicyChange } from '../../api/types';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { counted } from '../../ui/words';
import { ReasonField, useReason } from '../end-everything/reason-field';
import { STOP_WORDS } from './change-words';

interface DialogProps {
  readonly change: PolicyChange;
  readonly onClose: () => void;
}

export function ApproveChangeDialog({ change, onClose }: DialogProps) {
  const { mutateAsync: approve } = useApprovePolicyChange(change);
  return (
    <StepUpDialog
      opened
      onClose={onClose}
      title="Approve this change?"
      signing={{ action: 'policy.approve-change', subjectId: change.id, digest: change.approveDigest }}
      confirmLabel="Approve"
      onSigned={approve}
    >
      <p>
        {change.headline}
        {change.changes.length > 1 && `, and ${counted(change.changes.length - 1, 'more difference')}`}.
      </p>
      <p>
        {change.overseen
          ? 'With the last approval its delay begins; until it is over anybody of the circle can stop it.'
          : 'With the last approval it is in force at once.'}
      </p>
    </StepUpDialog>
  );
}

export function StopChangeDialog({
  change,
  stop,
  onClose,
}: DialogProps & { readonly stop: keyof typeof STOP_WORDS }) {
  const reason = useReason();
  const { mutateAsync: send } = useStopPolicyChange(change);
  const words = STOP_WORDS[stop];
  return (
    <StepUpDialog
      opened
      onClose={onClose}
      title={words.title}
      signing={{ action: 'policy.stop-change', subjectId: change.id, digest: change.stopDigest }}
      confirmLabel={words.confirm}
      codeFirst={false}
      isReady={reason.isReady}
      onSigned={(stepUpToken) => send({ reason: reason.text, stepUpToken })}
    >
      <p>{words.consequence}</p>
      <ReasonField
        reason={reason}
        description="Whoever is concerned reads it. It stays in the audit trail."
        first
      />
    </StepUpDialog>
  );
}
