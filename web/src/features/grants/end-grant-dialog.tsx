import { useRef, useState } from 'react';
import { Textarea } from '@mantine/core';
import { useEndGrant } from '../../api/queries/grants';
import type { Grant } from '../../api/types';
import { ConfirmDialog } from '../../ui/confirm-dialog';

interface EndGrantDialogProps {
  readonly grant: Grant;
  readonly own: boolean;
  readonly onClose: () => void;
}

export function EndGrantDialog({ grant, own, onClose }: EndGrantDialogProps) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { mutateAsync: end } = useEndGrant(grant.id);
  const { name } = grant.person;
  const used = grant.state === 'active';

  const isReady = () => {
    const ready = own || reason.trim() !== '';
    setMissing(!ready);
    if (!ready) field.current?.focus();
    return ready;
  };

  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={own ? 'Give this access back?' : `End the access of ${name}?`}
      confirmLabel={own ? 'End it now' : 'End now'}
      cancelLabel={own ? 'Keep it' : 'Cancel'}
      isReady={isReady}
      onConfirm={() => end(own ? undefined : reason.trim())}
    >
      <p>
        {used
          ? 'Open connections are cut at once, the log-in is removed, and the target is read back to prove it.'
          : 'The log-in has not been used; nothing will be made at the target.'}{' '}
        To go on later, {own ? 'ask again' : 'they ask again'}.
      </p>
      {!own && (
        <Textarea
          label="Reason"
          description={`${name} will read it, and it stays in the audit trail.`}
          ref={field}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setMissing(false);
          }}
          error={missing ? 'Say in a sentence why it ends.' : undefined}
          required
          data-autofocus
        />
      )}
    </ConfirmDialog>
  );
}
