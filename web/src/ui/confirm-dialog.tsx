import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { Button, Modal } from '@mantine/core';
import classes from './confirm-dialog.module.css';
import { ProblemMessage } from './problem-message';

interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen, said before the button. */
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  /** Asked before confirming: false, once what is missing has been said. */
  readonly isReady?: () => boolean;
  readonly onConfirm: () => Promise<unknown>;
}

/** One deliberate press more, for what cannot be taken back. */
export const ConfirmDialog = (props: ConfirmDialogProps) => (
  <Modal opened={props.opened} onClose={props.onClose} title={props.title} size={440}>
    <ConfirmForm {...props} />
  </Modal>
);

function ConfirmForm(props: ConfirmDialogProps) {
  const { onClose, children, confirmLabel, cancelLabel = 'Cancel', isReady, onConfirm } = props;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (isReady?.() === false) return;
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} className={classes.form} noValidate>
      {children}
      {failure !== undefined && <ProblemMessage error={failure} />}
      <div className={classes.actions}>
        <Button onClick={onClose} disabled={busy}>
          {cancelLabel}
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          {confirmLabel}
        </Button>
      </div>
    </form>
  );
}
