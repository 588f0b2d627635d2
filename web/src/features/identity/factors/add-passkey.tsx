import { type SyntheticEvent, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { useAddPasskey } from '../../../api/queries/factors';
import { ProblemMessage } from '../../../ui/problem-message';
import classes from './factors.module.css';
import { suggestedName } from './suggested-name';

interface AddPasskeyProps {
  /** Whoever had a factor before has given it. */
  readonly stepUpToken?: string;
  /** With the recovery codes that come with a first factor. */
  readonly onAdded: (recoveryCodes: readonly string[] | undefined) => void;
  readonly onCancel: () => void;
}

export function AddPasskey({ stepUpToken, onAdded, onCancel }: AddPasskeyProps) {
  const [name, setName] = useState(() => suggestedName(navigator.userAgent));
  const [missing, setMissing] = useState(false);
  const add = useAddPasskey();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() === '') return;
    add.mutate(
      { name: name.trim(), stepUpToken },
      { onSuccess: ({ recoveryCodes }) => onAdded(recoveryCodes ?? undefined) },
    );
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <TextInput
        label="Name of this passkey"
        description="So that you recognise it in your list"
        maxLength={64}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setMissing(false);
        }}
        error={missing ? 'Give it a name.' : undefined}
        data-autofocus
      />
      <p className={classes.text}>
        Your browser asks where to keep it: this device, your phone or a security key.
      </p>
      {add.isError && <ProblemMessage error={add.error} />}
      <div className={classes.actions}>
        <Button onClick={onCancel} disabled={add.isPending}>
          Back
        </Button>
        <Button type="submit" variant="filled" loading={add.isPending}>
          Create the passkey
        </Button>
      </div>
    </form>
  );
}
