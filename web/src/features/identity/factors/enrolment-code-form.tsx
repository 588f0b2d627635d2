import { type SyntheticEvent, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { useEnrolmentCode } from '../../../api/queries/factors';
import { ProblemMessage } from '../../../ui/problem-message';
import classes from '../sign-in.module.css';

/** The code that an administrator reads out: a stolen password alone must not enrol anything. */
export function EnrolmentCodeForm({ onDone }: { readonly onDone: () => void }) {
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const redeem = useEnrolmentCode();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setMissing(code.trim() === '');
    if (code.trim() !== '') redeem.mutate(code, { onSuccess: onDone, onError: () => setCode('') });
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <h2 className={classes.stepTitle}>You need a second factor</h2>
      <p className={classes.text}>
        Ask the CTO or the tech lead for an enrolment code. They read it out to you, in person or in a call,
        and it is good for 15 minutes.
      </p>
      <TextInput
        label="Enrolment code"
        description="Eight characters, such as 7K2M-9QXD"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={32}
        value={code}
        onChange={(event) => {
          setCode(event.currentTarget.value);
          setMissing(false);
        }}
        error={missing ? 'Type the code that was read out to you.' : undefined}
      />
      {redeem.isError && <ProblemMessage error={redeem.error} />}
      <Button type="submit" variant="filled" loading={redeem.isPending}>
        Continue
      </Button>
    </form>
  );
}
