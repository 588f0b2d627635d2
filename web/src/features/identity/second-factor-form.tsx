import { type SyntheticEvent, useEffect, useRef } from 'react';
import { Button } from '@mantine/core';
import { useSecondFactor, useSignOut } from '../../api/queries/session';
import type { FactorKind, Session } from '../../api/types';
import { FactorFields } from '../../ui/factor-fields';
import { ProblemMessage } from '../../ui/problem-message';
import { useFactorProof } from '../../ui/use-factor-proof';
import classes from './sign-in.module.css';

interface SecondFactorFormProps {
  /** What the person has. */
  readonly factors: readonly FactorKind[];
  readonly onDone: (session: Session) => void;
  readonly onStartOver: () => void;
  readonly initialCode?: string;
}

export function SecondFactorForm({ factors, onDone, onStartOver, initialCode }: SecondFactorFormProps) {
  const proof = useFactorProof(factors, initialCode);
  const secondFactor = useSecondFactor();
  const signOut = useSignOut();
  const input = useRef<HTMLInputElement>(null);

  // The password was accepted: the next thing to type is here.
  useEffect(() => input.current?.focus(), [proof.method]);

  const refuse = () => {
    proof.clear();
    input.current?.focus();
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const given = proof.collect();
    if (given) secondFactor.mutate(given, { onSuccess: onDone, onError: refuse });
    else input.current?.focus();
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <FactorFields ref={input} proof={proof} codeLabel="Six-digit code from your authenticator" />
      {secondFactor.isError && <ProblemMessage error={secondFactor.error} />}
      <Button type="submit" variant="filled" loading={secondFactor.isPending}>
        {proof.method === 'passkey' ? 'Continue with a passkey' : 'Continue'}
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
