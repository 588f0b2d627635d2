import { useState } from 'react';
import type { Session } from '../../api/types';
import { PasswordForm } from './password-form';
import { ProviderButtons } from './provider-buttons';
import { SecondFactorForm } from './second-factor-form';

export interface Prefill {
  readonly handle: string;
  readonly password: string;
  readonly code?: string;
}

interface SignInStepsProps {
  readonly startWithCode: boolean;
  readonly onSignedIn: (session: Session) => void;
  readonly prefill?: Prefill;
  /** Where to go afterwards, for whoever leaves for an identity provider meanwhile. */
  readonly next?: string;
}

/** Password, then the code where the person has a second factor. */
export function SignInSteps({ startWithCode, onSignedIn, prefill, next }: SignInStepsProps) {
  const [codeNeeded, setCodeNeeded] = useState(startWithCode);

  const proceed = (session: Session) => {
    if (session.state === 'signed-in') onSignedIn(session);
    else setCodeNeeded(session.state === 'second-factor-required');
  };

  return codeNeeded ? (
    <SecondFactorForm onDone={proceed} onStartOver={() => setCodeNeeded(false)} initialCode={prefill?.code} />
  ) : (
    <>
      <PasswordForm onDone={proceed} initial={prefill} />
      <ProviderButtons next={next} />
    </>
  );
}
