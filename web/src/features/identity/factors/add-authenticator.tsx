import { type SyntheticEvent, useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { useBeginAuthenticator, useConfirmAuthenticator } from '../../../api/queries/factors';
import { CodeInput } from '../../../ui/code-input';
import { CopyButton } from '../../../ui/copy-button';
import { isComplete } from '../../../ui/one-time-code';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import classes from './factors.module.css';
import { QrCode } from './qr-code';

interface AddAuthenticatorProps {
  readonly stepUpToken?: string;
  readonly onAdded: (recoveryCodes: readonly string[] | undefined) => void;
  readonly onCancel: () => void;
}

const inGroups = (seed: string): string => seed.replace(/(.{4})(?=.)/g, '$1 ');

/** A seed to scan or to type, which counts once its first code has come back. */
export function AddAuthenticator({ stepUpToken, onAdded, onCancel }: AddAuthenticatorProps) {
  const begin = useBeginAuthenticator();
  const { mutate, data: shown } = begin;

  useEffect(() => mutate(stepUpToken), [mutate, stepUpToken]);

  if (begin.isError) return <ProblemMessage error={begin.error} onRetry={onCancel} />;
  if (!shown) return <ReadingRows rows={3} lines={2} />;
  return (
    <div className={classes.form}>
      <p className={classes.text}>1. Scan this with your authenticator app, or type the key into it.</p>
      <QrCode text={shown.otpauthUri} label="QR code of the key for your authenticator app" />
      <div className={classes.key}>
        <code>{inGroups(shown.seed)}</code>
        <CopyButton text={shown.seed} what="the key" />
      </div>
      <Confirmation onAdded={onAdded} onCancel={onCancel} />
    </div>
  );
}

function Confirmation({ onAdded, onCancel }: Omit<AddAuthenticatorProps, 'stepUpToken'>) {
  const [code, setCode] = useState('');
  const [incomplete, setIncomplete] = useState(false);
  const confirm = useConfirmAuthenticator();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setIncomplete(!isComplete(code));
    if (!isComplete(code)) return;
    confirm.mutate(code, {
      onSuccess: ({ recoveryCodes }) => onAdded(recoveryCodes ?? undefined),
      onError: () => setCode(''),
    });
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <CodeInput
        label="2. Type the six digits that it shows now"
        value={code}
        onChange={(typed) => {
          setCode(typed);
          setIncomplete(false);
        }}
        error={incomplete ? 'Type all six digits.' : undefined}
      />
      {confirm.isError && <ProblemMessage error={confirm.error} />}
      <div className={classes.actions}>
        <Button onClick={onCancel} disabled={confirm.isPending}>
          Back
        </Button>
        <Button type="submit" variant="filled" loading={confirm.isPending}>
          Confirm
        </Button>
      </div>
    </form>
  );
}
