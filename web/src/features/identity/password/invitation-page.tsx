import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useAcceptInvitation, useAccountLink } from '../../../api/queries/password';
import { useProviders } from '../../../api/queries/single-sign-on';
import { ProblemMessage } from '../../../ui/problem-message';
import { RelativeTime } from '../../../ui/relative-time';
import { BareCard } from '../bare-card';
import { ProviderButtons } from '../provider-buttons';
import { ChoosePasswordForm } from './choose-password-form';
import formClasses from '../sign-in.module.css';
import classes from './password.module.css';

const route = getRouteApi('/invitation/$token');

/** Where an invitation leads: to a password, and from there on to whatever the job role needs. */
export function InvitationPage() {
  const { token } = route.useParams();
  const router = useRouter();
  const { data, error, refetch } = useAccountLink({ kind: 'invitation', token });
  const accept = useAcceptInvitation(token);
  const providers = useProviders();

  const choose = (password: string) =>
    accept.mutate(password, {
      onSuccess: ({ state }) =>
        void router.navigate({ to: state === 'signed-in' ? '/' : '/sign-in', replace: true }),
    });

  return (
    <BareCard
      title={data ? `Welcome, ${data.name}` : 'An invitation'}
      lead={data && `to Sallyport at ${data.organisation}`}
      below={
        <>
          You have a password already? <Link to="/sign-in">Sign in</Link>
        </>
      }
    >
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {error && (
        <p className={classes.who}>Ask whoever invited you for a new one: inviting again takes a minute.</p>
      )}
      {data && (
        <>
          <p className={classes.who}>
            {data.hasPassword ? 'Link the account that you sign in with elsewhere.' : 'Choose a password.'}{' '}
            Your handle is <strong>{data.handle}</strong>. This invitation ends{' '}
            <RelativeTime at={data.expiresAt} />.
          </p>
          {data.needsSecondFactor && (
            <p className={classes.who}>
              Your job role works with a second factor. You will be asked for it next; have your phone with
              you.
            </p>
          )}
          {!data.hasPassword && (
            <ChoosePasswordForm
              link={{ kind: 'invitation', token }}
              {...data}
              label="Choose this password"
              pending={accept.isPending}
              failure={accept.error}
              onChosen={choose}
            />
          )}
          {!data.hasPassword && providers.length > 0 && <div className={formClasses.or}>or</div>}
          <ProviderButtons invitation={token} verb="Accept" />
        </>
      )}
    </BareCard>
  );
}
