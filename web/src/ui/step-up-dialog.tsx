import { type ReactNode, type SyntheticEvent, useRef, useState } from 'react';
import { Button, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type TypedProof, useSession } from '../api/queries/session';
import { type Signing, suffices, useStepUp } from '../api/queries/step-up';
import { FactorFields } from './factor-fields';
import { Fingerprint } from './fingerprint';
import { ProblemMessage } from './problem-message';
import classes from './step-up-dialog.module.css';
import { useFactorProof } from './use-factor-proof';

interface StepUpDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly signing: Signing;
  /** What the code confirms, in words; and whatever else must be said first (a reason). */
  readonly children: ReactNode;
  readonly confirmLabel: string;
  /** The code is the first thing to type; false where a reason comes before it. */
  readonly codeFirst?: boolean;
  /** Asked before the code is used: false, once what is missing besides it has been said. */
  readonly isReady?: () => boolean;
  /** Does the privileged thing with the token. Its failure is shown in the dialog. */
  readonly onSigned: (stepUpToken: string) => Promise<unknown>;
}

/** A fresh second factor for one action, over the digest of what is shown (what you see is what you sign). */
export function StepUpDialog(props: StepUpDialogProps) {
  const onPhone = useMediaQuery('(max-width: 36em)');
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} fullScreen={onPhone} size={460}>
      <StepUpForm {...props} />
    </Modal>
  );
}

/** Mounted anew with each opening, so no code outlives the dialog. */
function StepUpForm(props: StepUpDialogProps) {
  const { signing, children, confirmLabel, codeFirst = true, isReady, onSigned, onClose } = props;
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const { mutateAsync: stepUp } = useStepUp();
  const { demo, secondFactors } = useSession();
  const proof = useFactorProof(secondFactors.filter((kind) => suffices(kind, signing)));

  const sign = async (given: TypedProof) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { stepUpToken } = await stepUp({ signing, proof: given });
      await onSigned(stepUpToken);
      onClose();
    } catch (error) {
      // A code is good for one attempt, whether or not what followed succeeded.
      proof.clear();
      setFailure(error);
      setBusy(false);
      input.current?.focus();
    }
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isReady?.() === false) return;
    const given = proof.collect();
    if (given) void sign(given);
    else input.current?.focus();
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      {children}
      <p className={classes.signing}>
        {proof.method === 'passkey' ? 'Your passkey' : 'Your code'} confirms fingerprint{' '}
        <Fingerprint digest={signing.digest} />
      </p>
      <FactorFields
        ref={input}
        proof={proof}
        codeLabel="Code from your authenticator"
        focusFirst={codeFirst}
      />
      {demo && proof.method === 'totp' && (
        <p className={classes.signing}>
          In this demonstration the codes stand on the{' '}
          <a href="/demo" target="_blank" rel="noreferrer">
            page of demo people (new tab)
          </a>
          . Each is accepted once.
        </p>
      )}
      {failure !== undefined && <ProblemMessage error={failure} />}
      <div className={classes.actions}>
        <Button onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        {/* A passkey has nothing to type: what is pressed next is this. */}
        <Button
          type="submit"
          variant="filled"
          loading={busy}
          data-autofocus={(codeFirst && proof.method === 'passkey') || undefined}
        >
          {confirmLabel}
        </Button>
      </div>
    </form>
  );
}
