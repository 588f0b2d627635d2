import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { useCancelRequest } from '../../api/queries/requests';
import type { AccessRequest } from '../../api/types';
import { ConfirmDialog } from '../../ui/confirm-dialog';

const EditDialog = lazy(() =>
  import('./edit-dialog').then(({ EditDialog: component }) => ({ default: component })),
);

/** What the requester may still do with a request: change it, or take it back. */
export function RequestActions({ request }: { readonly request: AccessRequest }) {
  const [editing, setEditing] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const { mutateAsync: cancel } = useCancelRequest(request.id);
  return (
    <>
      {request.may.edit && <Button onClick={() => setEditing(true)}>Change</Button>}
      {request.may.cancel && <Button onClick={() => setCancelling(true)}>Take back</Button>}
      {editing && (
        <Suspense>
          <EditDialog request={request} onClose={() => setEditing(false)} />
        </Suspense>
      )}
      <ConfirmDialog
        opened={cancelling}
        onClose={() => setCancelling(false)}
        title="Take this request back?"
        confirmLabel="Take it back"
        cancelLabel="Keep it"
        onConfirm={() => cancel()}
      >
        <p>Nobody is asked any longer, and nothing is given. The request and its story stay on record.</p>
      </ConfirmDialog>
    </>
  );
}
