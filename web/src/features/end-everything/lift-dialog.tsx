import { useLiftHalt } from '../../api/queries/end-everything';
import type { Halt } from '../../api/types';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { ReasonField, useReason } from './reason-field';
import { scopeWords } from './scope-words';

/** From then on access is approved and issued again; what was ended stays ended. */
export function LiftDialog({ halt, onClose }: { readonly halt: Halt; readonly onClose: () => void }) {
  const reason = useReason();
  const { mutateAsync: lift } = useLiftHalt(halt);
  return (
    <StepUpDialog
      opened
      onClose={onClose}
      title="Lift the halt?"
      signing={{ action: 'grants.lift-halt', subjectId: halt.id, digest: halt.liftDigest }}
      confirmLabel="Lift the halt"
      codeFirst={false}
      isReady={reason.isReady}
      onSigned={(stepUpToken) => lift({ reason: reason.text, stepUpToken })}
    >
      <p>
        {scopeWords(halt.scope)} can be approved and used again at once. What was ended stays ended: people
        ask again.
      </p>
      <ReasonField reason={reason} description="It stays in the audit trail." first />
    </StepUpDialog>
  );
}
