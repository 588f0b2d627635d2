import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useAccountLink, useResetPassword } from '../../../api/queries/password';
import { Notice } from '../../../ui/notice';
import { ProblemMessage } from '../../../ui/problem-message';
import { BareCard } from '../bare-card';
import { ChoosePasswordForm } from './choose-password-form';
import classes from './password.module.css';

const route = getRouteApi('/reset/$token');

/** Where the link of somebody leads who forgot their password. */
export function ResetPage() {
  const { token } = route.useParams();
  const { data, error, refetch } = useAccountLink({ kind: 'password-reset', token });
  const reset = useResetPassword(token);
  if (reset.isSuccess) return <Done />;
  return (
    <BareCard title="Choose a new password" below={<Link to="/sign-in">Back to the sign-in page</Link>}>
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {error && (
        <p className={classes.who}>
          <Link to="/forgot-password">Ask for another link</Link>. Each is good for fifteen minutes, once.
        </p>
      )}
      {data && (
        <>
          <p className={classes.who}>
            For your handle <strong>{data.handle}</strong>. Every session of yours will end; your second
            factor stays as it is.
          </p>
          <ChoosePasswordForm
            link={{ kind: 'password-reset', token }}
            {...data}
            label="Set this password"
            pending={reset.isPending}
            failure={reset.error}
            onChosen={(password) => reset.mutate(password)}
          />
        </>
      )}
    </BareCard>
  );
}

const Done = () => (
  <BareCard title="Your password is changed">
    <Notice tone="good" role="status">
      Sign in with it, and with your second factor where you have one.
    </Notice>
    <Button variant="filled" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
      Sign in
    </Button>
  </BareCard>
);
