import { useClaim } from '../../api/queries/grants';
import type { Credential, Grant } from '../../api/types';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { durationWords } from '../../ui/words';
import type { LogInChoice } from './log-in-choice';

interface ClaimDialogProps {
  readonly grant: Grant;
  readonly choice: LogInChoice;
  readonly onClose: () => void;
  readonly onReceived: (credential: Credential) => void;
}

export function ClaimDialog({ grant, choice, onClose, onReceived }: ClaimDialogProps) {
  const { mutateAsync: claim } = useClaim(grant.id);
  const { id: subjectId, profile, durationSeconds } = grant;
  const { entitlementId, replace, name, system, digest } = choice;
  const first = grant.state === 'claimable';

  const take = async (stepUpToken: string) => {
    onReceived(await claim({ digest, stepUpToken, entitlementId, replace }));
  };

  return (
    <StepUpDialog
      opened
      onClose={onClose}
      title={replace ? 'Make a new log-in' : 'Reveal the log-in'}
      signing={{ action: 'grants.claim', subjectId, digest }}
      confirmLabel="Reveal log-in"
      onSigned={take}
    >
      <div>
        <strong>{profile.name}</strong>
        {first ? ` for ${durationWords(durationSeconds)}, starting now.` : ', for the time that is left.'}
        <div>
          {name} at {system}
        </div>
        <p>
          {replace
            ? 'The log-in made before stops working, and its open connections are cut.'
            : 'The log-in is made for you at the target and shown once. Each use of it is recorded as yours.'}
        </p>
      </div>
    </StepUpDialog>
  );
}
