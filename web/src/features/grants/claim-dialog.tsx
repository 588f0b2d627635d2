import { useClaim } from '../../api/queries/grants';
import type { Credential, Grant } from '../../api/types';
import { StepUpDialog } from '../../ui/step-up-dialog';
import { durationWords } from '../../ui/words';

interface ClaimDialogProps {
  readonly grant: Grant;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onReceived: (credential: Credential) => void;
}

export function ClaimDialog({ grant, opened, onClose, onReceived }: ClaimDialogProps) {
  const { mutateAsync: claim } = useClaim(grant.id);
  const first = grant.state === 'claimable';

  const take = async (stepUpToken: string) => {
    onReceived(await claim({ digest: grant.claimDigest, stepUpToken }));
  };

  return (
    <StepUpDialog
      opened={opened}
      onClose={onClose}
      title={first ? 'Reveal the log-in' : 'Make a new log-in'}
      signing={{ action: 'grants.claim', subjectId: grant.id, digest: grant.claimDigest }}
      confirmLabel="Reveal log-in"
      onSigned={take}
    >
      <div>
        <strong>{grant.profile.name}</strong>
        {first ? (
          <> for {durationWords(grant.durationSeconds)}, starting now.</>
        ) : (
          <>, for the time that is left.</>
        )}
        <p>
          {first
            ? 'The log-in is made for you at the target and shown once. Each use of it is recorded as yours.'
            : 'The log-in made before stops working, and its open connections are cut.'}
        </p>
      </div>
    </StepUpDialog>
  );
}
