import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import type { AccountLink } from '../../../api/queries/password';
import { ProblemMessage } from '../../../ui/problem-message';
import formClasses from '../sign-in.module.css';
import { NewPassword } from './new-password';
import classes from './password.module.css';

interface ChoosePasswordFormProps {
  readonly link: AccountLink;
  readonly handle: string;
  readonly minimum: number;
  readonly history: number;
  readonly label: string;
  readonly pending: boolean;
  readonly failure: unknown;
  readonly onChosen: (password: string) => void;
}

/** A first password, or a new one by a link. Nothing is typed twice: it can be looked at instead. */
export function ChoosePasswordForm(props: ChoosePasswordFormProps) {
  const { link, handle, minimum, history, label, pending, failure, onChosen } = props;
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => input.current?.focus(), []);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setMissing(password === '');
    if (password === '') input.current?.focus();
    else onChosen(password);
  };

  return (
    <form onSubmit={submit} className={formClasses.form} noValidate>
      {/* For password managers, which keep a password beside its name. */}
      <input
        className={classes.hidden}
        type="text"
        autoComplete="username"
        value={handle}
        readOnly
        tabIndex={-1}
      />
      <NewPassword
        ref={input}
        value={password}
        onChange={(typed) => {
          setPassword(typed);
          setMissing(false);
        }}
        minimum={minimum}
        history={history}
        link={link}
        error={missing ? 'Type a password.' : undefined}
      />
      {failure !== null && failure !== undefined && <ProblemMessage error={failure} />}
      <Button type="submit" variant="filled" loading={pending}>
        {label}
      </Button>
    </form>
  );
}
