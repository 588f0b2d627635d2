import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useAskReset } from '../../../api/queries/password';
import { useSession } from '../../../api/queries/session';
import { Notice } from '../../../ui/notice';
import { ProblemMessage } from '../../../ui/problem-message';
import { BareCard } from '../bare-card';
import classes from '../sign-in.module.css';

/** Says the same whoever is named: nobody learns here who exists. */
export function ForgotPasswordPage() {
  const { sendsMail, demo } = useSession();
  return (
    <BareCard
      title="Forgot your password?"
      lead={sendsMail ? 'A link to choose another goes to your mailbox' : undefined}
      below={<Link to="/sign-in">Back to the sign-in page</Link>}
    >
      {sendsMail ? (
        <AskForm demo={demo} />
      ) : (
        <Notice tone="neutral" title="This installation sends no e-mail.">
          Ask an administrator: they can give you a new password in person.
        </Notice>
      )}
    </BareCard>
  );
}

function AskForm({ demo }: { readonly demo: boolean }) {
  const [handle, setHandle] = useState('');
  const [missing, setMissing] = useState(false);
  const ask = useAskReset();
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => input.current?.focus(), []);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setMissing(handle.trim() === '');
    if (handle.trim() !== '') ask.mutate(handle.trim());
  };

  if (ask.isSuccess) {
    return (
      <Notice tone="good" role="status" title="If there is such an account, a link is on its way.">
        Look into the mailbox that your organisation knows. The link works once, for fifteen minutes.
        {demo && (
          <>
            {' '}
            The demonstration sends nothing: <Link to="/demo">its messages</Link> stand on the page of demo
            people.
          </>
        )}
      </Notice>
    );
  }
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <TextInput
        ref={input}
        label="Handle or e-mail"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={handle}
        onChange={(event) => setHandle(event.currentTarget.value)}
        error={missing ? 'Type your handle or e-mail address.' : undefined}
      />
      {ask.isError && <ProblemMessage error={ask.error} />}
      <Button type="submit" variant="filled" loading={ask.isPending}>
        Send me a link
      </Button>
    </form>
  );
}
