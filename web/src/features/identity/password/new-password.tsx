import type { Ref } from 'react';
import { PasswordInput } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { AccountLink } from '../../../api/queries/password';
import classes from './password.module.css';
import { usePasswordCheck } from './use-password-check';

interface NewPasswordProps {
  readonly value: string;
  readonly onChange: (password: string) => void;
  readonly minimum: number;
  readonly history: number;
  readonly link?: AccountLink;
  readonly error?: string;
  readonly ref?: Ref<HTMLInputElement>;
}

/** Where a password is chosen: the rules before typing, and what is still wrong while typing, in words. */
export function NewPassword({ value, onChange, minimum, history, link, error, ref }: NewPasswordProps) {
  return (
    <div className={classes.choice}>
      <PasswordInput
        ref={ref}
        label="New password"
        description={`At least ${minimum} characters of any kind. A few words that only you would put together do well.`}
        autoComplete="new-password"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the new password' }}
      />
      <div role="status" className={classes.said}>
        {value === '' ? <Rule history={history} /> : <Verdict value={value} link={link} />}
      </div>
    </div>
  );
}

const Rule = ({ history }: { readonly history: number }) => (
  <p className={classes.line}>
    <IconInfoCircle size={16} aria-hidden />
    {history > 1 ? `None of your last ${history}, none that was leaked.` : 'None that was leaked.'}
  </p>
);

function Verdict({ value, link }: { readonly value: string; readonly link?: AccountLink }) {
  const faults = usePasswordCheck(value, link);
  if (!faults) return <p className={classes.line}>Looking at it …</p>;
  if (faults.length === 0) {
    return (
      <p className={classes.line} data-tone="good">
        <IconCircleCheck size={16} aria-hidden />
        Good: long enough, and on no list of leaked passwords.
      </p>
    );
  }
  return faults.map(({ code, sentence }) => (
    <p key={code} className={classes.line} data-tone="warn">
      <IconAlertTriangle size={16} aria-hidden />
      {code === 'identity.password_too_short' ? `${sentence} So far ${Array.from(value).length}.` : sentence}
    </p>
  ));
}
