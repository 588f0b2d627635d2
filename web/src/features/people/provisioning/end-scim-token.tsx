import { useState } from 'react';
import { Button, VisuallyHidden } from '@mantine/core';
import { useEndScimToken } from '../../../api/queries/scim-tokens';
import { type Signing, whatToSign } from '../../../api/queries/step-up';
import type { ScimToken } from '../../../api/types';
import { ProblemMessage } from '../../../ui/problem-message';
import { StepUpDialog } from '../../../ui/step-up-dialog';

/** The broker says what to sign; then it ends at once. */
export function EndScimToken({ token: { id, name } }: { readonly token: ScimToken }) {
  const [signing, setSigning] = useState<Signing>();
  const { mutateAsync: end, error, isPending, reset } = useEndScimToken(id);
  const ask = async () => {
    const shown = await whatToSign('people.end-scim-token', () => end(undefined));
    if (!shown) return;
    reset();
    setSigning(shown);
  };
  return (
    <div>
      <Button size="xs" loading={isPending && !signing} onClick={() => void ask()}>
        End<VisuallyHidden> the token “{name}”</VisuallyHidden>
      </Button>
      {error !== null && !signing && <ProblemMessage error={error} />}
      {signing && (
        <StepUpDialog
          opened
          onClose={() => setSigning(undefined)}
          title={`End the token “${name}”?`}
          signing={signing}
          confirmLabel="End it now"
          onSigned={end}
        >
          <p>
            Its provisioning system is refused from now on. The people whom it has described stay as they are.
          </p>
        </StepUpDialog>
      )}
    </div>
  );
}
