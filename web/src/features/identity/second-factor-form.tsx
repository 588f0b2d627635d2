import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { useSecondFactor, useSignOut } from '../../api/queries/session';
import type { Session } from '../../api/types';
import { CodeInput } from '../../ui/code-input';
import { isComplete } from '../../ui/one-time-code';
import { ProblemMessage } from '../../ui/problem-message';
import classes from './sign-in.module.css';

interface SecondFactorFormProps {
  readonly onDone: (session: Session) => void;
  readonly onStartOver: () => void;
  readonly initialCode?: string;
}

export function SecondFactorForm({ onDone, onStartOver, initialCode = '' }: SecondFactorFormProps) {
  const [code, setCode] = useState(initialCode);
  const [incomplete, setIncomplete] = useState(false);
  const secondFactor = useSecondFactor();
  const signOut = useSignOut();
  const input = useRef<HTMLInputElement>(null);

  // The password was accepted: the next thing to type is here.
  useEffect(() => input.current?.focus(), []);

  const refuse = () => {
    setCode('');
    input.current?.focus();
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setIncomplete(!isComplete(code));
    if (isComplete(code)) secondFactor.mutate({ code }, { onSuccess: onDone, onError: refuse });
    else input.current?.focus();
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <CodeInput
        ref={input}
        label="Six-digit code from your authenticator"
        value={code}
        onChange={(typed) => {
          setCode(typed);
          setIncomplete(false);
        }}
        error={incomplete ? 'Type all six digits.' : undefined}
      />
      {secondFactor.isError && <ProblemMessage error={secondFactor.error} />}
      <Button type="submit" variant="filled" loading={secondFactor.isPending}>
        Continue
      </Button>
      <Button
        variant="subtle"
        loading={signOut.isPending}
        onClick={() => signOut.mutate(undefined, { onSettled: onStartOver })}
      >
        Sign in as somebody else
      </Button>
    </form>
  );
}
