import { useState } from 'react';
import { Button } from '@mantine/core';
import { useUnlock } from '../../api/queries/people';
import type { PersonDetail } from '../../api/types';
import { StepUpDialog } from '../../ui/step-up-dialog';

interface UnlockButtonProps {
  readonly person: PersonDetail;
  readonly digest: string;
}

export function UnlockButton({ person: { id, name }, digest }: UnlockButtonProps) {
  const [asking, setAsking] = useState(false);
  const { mutateAsync: unlock } = useUnlock(id);
  return (
    <>
      <Button size="xs" onClick={() => setAsking(true)}>
        Unlock
      </Button>
      {asking && (
        <StepUpDialog
          opened
          onClose={() => setAsking(false)}
          title={`Unlock ${name}?`}
          signing={{ action: 'people.unlock', subjectId: id, digest }}
          confirmLabel="Unlock"
          onSigned={unlock}
        >
          <p>
            The wrong attempts are forgotten and {name} can try again at once. What they have to prove stays
            the same. Make sure that it was {name} who got it wrong.
          </p>
        </StepUpDialog>
      )}
    </>
  );
}
