import { type SyntheticEvent, useState } from 'react';
import { Button, PasswordInput } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useChangePassword, useOwnPassword } from '../../../api/queries/password';
import { useSession, useSignOut } from '../../../api/queries/session';
import { Notice } from '../../../ui/notice';
import { ProblemMessage } from '../../../ui/problem-message';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import { BareCard } from '../bare-card';
import classes from '../sign-in.module.css';
import { NewPassword } from './new-password';

/** For whoever wants another password, and for whoever has to choose one before anything else. */
export function ChangePasswordPage() {
  const { state } = useSession();
  const { data, error, refetch } = useOwnPassword();
  const isForced = state !== 'signed-in';
  return (
    <BareCard
      title="Change your password"
      below={isForced ? <SignOut /> : <Link to="/security">Back to the security settings</Link>}
    >
      {isForced && (
        <Notice tone="warn" title="Your password has to be changed.">
          It is past its time, or too short to stand without a second factor. Choose a new one, and you go on
          where you wanted to.
        </Notice>
      )}
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {data && <ChangeForm own={data} asksForCode={data.needsSecondFactor && !isForced} />}
    </BareCard>
  );
}

interface ChangeFormProps {
  readonly own: NonNullable<ReturnType<typeof useOwnPassword>['data']>;
  readonly asksForCode: boolean;
}

function ChangeForm({ own, asksForCode }: ChangeFormProps) {
  const [presentPassword, setPresent] = useState('');
  const [newPassword, setNew] = useState('');
  const [submitted, setSubmitted] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const change = useChangePassword();
  const router = useRouter();

  const send = async (stepUpToken?: string) => {
    await change.mutateAsync({ presentPassword, newPassword, stepUpToken });
    await router.navigate({ to: '/', replace: true });
  };

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (presentPassword === '' || newPassword === '') return;
    if (asksForCode) setConfirming(true);
    // Its failure is shown below.
    else send().catch(() => undefined);
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <PasswordInput
        label="Present password"
        autoComplete="current-password"
        value={presentPassword}
        onChange={(event) => setPresent(event.currentTarget.value)}
        error={submitted && presentPassword === '' ? 'Type your present password.' : undefined}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the present password' }}
      />
      <NewPassword
        value={newPassword}
        onChange={setNew}
        minimum={own.minimum}
        history={own.history}
        error={submitted && newPassword === '' ? 'Type a new password.' : undefined}
      />
      {change.isError && !confirming && <ProblemMessage error={change.error} />}
      <Button type="submit" variant="filled" loading={change.isPending && !confirming}>
        Change the password
      </Button>
      <StepUpDialog
        opened={confirming}
        onClose={() => setConfirming(false)}
        title="Change your password"
        signing={{ action: 'identity.change_password', subjectId: own.personId, digest: own.digest }}
        confirmLabel="Change the password"
        onSigned={send}
      >
        <p>
          Every other session of yours ends, with your API tokens and command lines, and you are told by
          e-mail.
        </p>
      </StepUpDialog>
    </form>
  );
}

function SignOut() {
  const signOut = useSignOut();
  const router = useRouter();
  const leave = () =>
    signOut.mutate(undefined, { onSettled: () => void router.navigate({ to: '/sign-in', replace: true }) });
  return (
    <Button variant="subtle" loading={signOut.isPending} onClick={leave}>
      Sign out instead
    </Button>
  );
}
