import { lazy, Suspense, useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { useProviders } from '../../api/queries/single-sign-on';
import { browserHasPasskeys } from '../../api/passkeys';
import type { Session } from '../../api/types';
import { PasskeySignIn } from './passkey-sign-in';
import { PasswordForm } from './password-form';
import { ProviderButtons } from './provider-buttons';
import { SecondFactorForm } from './second-factor-form';
import classes from './sign-in.module.css';

const FirstFactor = lazy(() => import('./first-factor').then((module) => ({ default: module.FirstFactor })));

export interface Prefill {
  readonly handle: string;
  readonly password: string;
  readonly code?: string;
}

interface SignInStepsProps {
  /** The session that this browser has already, half done. */
  readonly begun?: Session;
  readonly onSignedIn: (session: Session) => void;
  readonly prefill?: Prefill;
  /** Where to go afterwards, for whoever leaves for an identity provider meanwhile. */
  readonly next?: string;
}

/** A passkey alone; or a password, then the second factor of whoever has one, or the first enrolment of whoever needs one. */
export function SignInSteps({ begun, onSignedIn, prefill, next: nextPage }: SignInStepsProps) {
  const [session, setSession] = useState(begun);
  const providers = useProviders();
  const router = useRouter();

  const proceed = (next: Session) => {
    if (next.state === 'signed-in') onSignedIn(next);
    else if (next.state === 'new-password-required') void router.navigate({ to: '/change-password' });
    else setSession(next);
  };
  const startOver = () => setSession(undefined);

  if (session?.state === 'second-factor-required') {
    return (
      <SecondFactorForm
        factors={session.secondFactors}
        onDone={proceed}
        onStartOver={startOver}
        initialCode={prefill?.code}
      />
    );
  }
  if (session?.state === 'enrolment-required') {
    return (
      <Suspense>
        <FirstFactor mayEnrol={session.enrolmentAllowed} onDone={proceed} onStartOver={startOver} />
      </Suspense>
    );
  }
  return (
    <>
      <PasswordForm onDone={proceed} initial={prefill} />
      {(browserHasPasskeys() || providers.length > 0) && <div className={classes.or}>or</div>}
      <PasskeySignIn onDone={proceed} />
      <ProviderButtons next={nextPage} />
    </>
  );
}
