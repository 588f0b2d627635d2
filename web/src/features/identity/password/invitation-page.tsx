import { useState } from 'react';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useAcceptInvitation, useAccountLink } from '../../../api/queries/password';
import { useProviders } from '../../../api/queries/single-sign-on';
import type { AccountLinkAnswer, Session } from '../../../api/types';
import { ProblemMessage } from '../../../ui/problem-message';
import { RelativeTime } from '../../../ui/relative-time';
import { BareCard } from '../bare-card';
import { ProviderButtons } from '../provider-buttons';
import { SignInSteps } from '../sign-in-steps';
import { ChoosePasswordForm } from './choose-password-form';
import formClasses from '../sign-in.module.css';
import classes from './password.module.css';

const route = getRouteApi('/invitation/$token');

/** Where an invitation leads: to a password or an account elsewhere, and from there on to whatever else they need. */
export function InvitationPage() {
  const { token } = route.useParams();
  const router = useRouter();
  const { data, error, refetch } = useAccountLink({ kind: 'invitation', token });
  const [begun, setBegun] = useState<Session>();
  const enter = () => void router.navigate({ to: '/', replace: true });

  if (begun) {
    return (
      <BareCard title="Welcome" lead="Your password is set. One step is left.">
        <SignInSteps begun={begun} onSignedIn={enter} />
      </BareCard>
    );
  }
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
        <Welcome
          token={token}
          invited={data}
          onAccepted={(session) => (session.state === 'signed-in' ? enter() : setBegun(session))}
        />
      )}
    </BareCard>
  );
}

interface WelcomeProps {
  readonly token: string;
  readonly invited: AccountLinkAnswer;
  /** The session that is open from then on, half or whole. */
  readonly onAccepted: (session: Session) => void;
}

function Welcome({ token, invited, onAccepted }: WelcomeProps) {
  const accept = useAcceptInvitation(token);
  const providers = useProviders();
  const { hasPassword, needsSecondFactor, handle, expiresAt } = invited;
  return (
    <>
      <p className={classes.who}>
        {hasPassword ? 'Link the account that you sign in with elsewhere.' : 'Choose a password.'} Your handle
        is <strong>{handle}</strong>. This invitation ends <RelativeTime at={expiresAt} />.
      </p>
      {needsSecondFactor && (
        <p className={classes.who}>
          You need a second factor, too. You will be asked for it next; have your phone with you.
        </p>
      )}
      {!hasPassword && (
        <ChoosePasswordForm
          link={{ kind: 'invitation', token }}
          {...invited}
          history={0}
          label="Choose this password"
          pending={accept.isPending}
          failure={accept.error}
          onChosen={(password) => accept.mutate(password, { onSuccess: onAccepted })}
        />
      )}
      {!hasPassword && providers.length > 0 && <div className={formClasses.or}>or</div>}
      <ProviderButtons invitation={token} verb="Accept" />
    </>
  );
}
