import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react';
import { browserHasPasskeys } from '../../api/passkeys';
import { useRereadSession } from '../../api/queries/factors';
import { useSignOut } from '../../api/queries/session';
import type { Session } from '../../api/types';
import { AddAuthenticator } from './factors/add-authenticator';
import { AddPasskey } from './factors/add-passkey';
import { EnrolmentCodeForm } from './factors/enrolment-code-form';
import { RecoveryCodes } from './factors/recovery-codes';
import classes from './sign-in.module.css';

interface FirstFactorProps {
  readonly mayEnrol: boolean;
  readonly onDone: (session: Session) => void;
  readonly onStartOver: () => void;
}

type Step = 'code' | 'choose' | 'passkey' | 'authenticator';

/** Leads somebody who must have a second factor from the password to a full session. */
export function FirstFactor({ mayEnrol, onDone, onStartOver }: FirstFactorProps) {
  const [step, setStep] = useState<Step>(mayEnrol ? 'choose' : 'code');
  const [codes, setCodes] = useState<readonly string[]>();
  const rereadSession = useRereadSession();
  const signOut = useSignOut();

  if (codes) {
    return (
      <RecoveryCodes
        codes={codes}
        doneLabel="I have kept them, go on"
        onDone={() => void rereadSession().then(onDone)}
      />
    );
  }
  const back = () => setStep('choose');
  return (
    <div className={classes.form}>
      {step === 'code' && <EnrolmentCodeForm onDone={back} />}
      {step === 'choose' && <Choice onChoose={setStep} />}
      {step === 'passkey' && <AddPasskey onAdded={setCodes} onCancel={back} />}
      {step === 'authenticator' && <AddAuthenticator onAdded={setCodes} onCancel={back} />}
      {(step === 'code' || step === 'choose') && (
        <Button
          variant="subtle"
          loading={signOut.isPending}
          onClick={() => signOut.mutate(undefined, { onSettled: onStartOver })}
        >
          Sign in as somebody else
        </Button>
      )}
    </div>
  );
}

const Choice = ({ onChoose }: { readonly onChoose: (step: 'passkey' | 'authenticator') => void }) => (
  <>
    <h2 className={classes.stepTitle}>Choose your second factor</h2>
    {browserHasPasskeys() && (
      <>
        <p className={classes.text}>
          A passkey cannot be phished, and signs you in without a password. It lives in this device, your
          phone or a security key.
        </p>
        <Button
          variant="filled"
          leftSection={<IconFingerprint size={18} />}
          onClick={() => onChoose('passkey')}
        >
          Set up a passkey
        </Button>
      </>
    )}
    <p className={classes.text}>An authenticator app shows a new code of six digits every 30 seconds.</p>
    <Button leftSection={<IconDeviceMobile size={18} />} onClick={() => onChoose('authenticator')}>
      Set up an authenticator app
    </Button>
  </>
);
