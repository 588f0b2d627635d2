import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { isRefusal } from '../../api/problem';
import { useSignIn } from '../../api/queries/session';
import type { Session } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import classes from './sign-in.module.css';

interface PasswordFormProps {
  readonly onDone: (session: Session) => void;
  readonly initial?: { readonly handle: string; readonly password: string };
}

interface Missing {
  readonly handle?: string;
  readonly password?: string;
}

const missingOf = (handle: string, password: string): Missing => ({
  handle: handle.trim() === '' ? 'Type your handle or e-mail address.' : undefined,
  password: password === '' ? 'Type your password.' : undefined,
});

export function PasswordForm({ onDone, initial }: PasswordFormProps) {
  const [handle, setHandle] = useState(initial?.handle ?? '');
  const [password, setPassword] = useState(initial?.password ?? '');
  const [missing, setMissing] = useState<Missing>({});
  const signIn = useSignIn();
  const handleInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);

  // Signing in is all that one can do here, so the first thing to type is where the keyboard is.
  const handleGiven = initial !== undefined;
  useEffect(() => (handleGiven ? passwordInput : handleInput).current?.focus(), [handleGiven]);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const faults = missingOf(handle, password);
    setMissing(faults);
    if (faults.handle !== undefined || faults.password !== undefined) return;
    signIn.mutate(
      { handle: handle.trim(), password },
      // A password that nobody has looked at is still the one that was meant.
      { onSuccess: onDone, onError: (error) => isRefusal(error) && setPassword('') },
    );
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <TextInput
        ref={handleInput}
        label="Handle or e-mail"
        // Where the browser has passkeys for this site, it offers them here.
        autoComplete="username webauthn"
        autoCapitalize="none"
        spellCheck={false}
        value={handle}
        onChange={(event) => setHandle(event.currentTarget.value)}
        error={missing.handle}
      />
      <PasswordInput
        label="Password"
        ref={passwordInput}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={missing.password}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
      {signIn.isError && <ProblemMessage error={signIn.error} />}
      <Button type="submit" variant="filled" loading={signIn.isPending}>
        Sign in
      </Button>
      <Link to="/forgot-password" className={classes.aside}>
        Forgot your password?
      </Link>
    </form>
  );
}
