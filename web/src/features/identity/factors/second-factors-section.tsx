import { useState } from 'react';
import { Button, Modal } from '@mantine/core';
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react';
import { browserHasPasskeys } from '../../../api/passkeys';
import { useMyFactors, useRereadSession } from '../../../api/queries/factors';
import { useSession } from '../../../api/queries/session';
import type { MyFactors } from '../../../api/types';
import { EmptyState } from '../../../ui/empty-state';
import { Notice } from '../../../ui/notice';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { Section } from '../../../ui/section';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import { AddAuthenticator } from './add-authenticator';
import { AddPasskey } from './add-passkey';
import { AuthenticatorRow, PasskeyRow } from './factor-rows';
import classes from './factors.module.css';
import { HoldNotice } from './hold-notice';
import { RecoveryCodes } from './recovery-codes';
import { RecoveryCodesRow } from './recovery-codes-row';

export function SecondFactorsSection() {
  const { data, error, refetch } = useMyFactors();
  return (
    <div className={classes.section}>
      {data?.hold && data.required && <HoldNotice hold={data.hold} />}
      <Section title="Second factors" frame="list">
        {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
        {!data && !error && <ReadingRows rows={3} lines={2} />}
        {data && <Factors factors={data} />}
      </Section>
    </div>
  );
}

function Factors({ factors }: { readonly factors: MyFactors }) {
  const { authenticator, passkeys, passkeysPossible } = factors;
  const none = !authenticator && passkeys.length === 0;
  return (
    <>
      {none && (
        <EmptyState icon={IconFingerprint} title="You sign in with a password alone">
          Add a passkey or an authenticator app: then a stolen password opens nothing.
        </EmptyState>
      )}
      {passkeys.map((passkey) => (
        <PasskeyRow key={passkey.id} passkey={passkey} />
      ))}
      {authenticator && <AuthenticatorRow authenticator={authenticator} />}
      {!none && <RecoveryCodesRow recoveryCodes={factors.recoveryCodes} />}
      <Adding factors={factors} hasFactor={!none} />
      {!passkeysPossible && (
        <div className={classes.below}>
          <Notice tone="neutral">
            Passkeys need Sallyport at a name. Here it is reached at a network address, so only authenticator
            apps can be added.
          </Notice>
        </div>
      )}
    </>
  );
}

type Kind = 'passkey' | 'authenticator';

const TITLES: Readonly<Record<Kind, string>> = {
  passkey: 'Add a passkey',
  authenticator: 'Set up an authenticator app',
};

interface NewFactorProps {
  readonly kind: Kind;
  readonly stepUpToken?: string;
  readonly onAdded: (recoveryCodes: readonly string[] | undefined) => void;
  readonly onCancel: () => void;
}

const NewFactor = ({ kind, ...props }: NewFactorProps) =>
  kind === 'passkey' ? <AddPasskey {...props} /> : <AddAuthenticator {...props} />;

interface AddingProps {
  readonly factors: MyFactors;
  readonly hasFactor: boolean;
}

/** Whoever has a factor gives it first; then the new one, and with a first one the recovery codes. */
function Adding({ factors, hasFactor }: AddingProps) {
  const [confirming, setConfirming] = useState<Kind>();
  const [adding, setAdding] = useState<{ kind: Kind; stepUpToken?: string }>();
  const [codes, setCodes] = useState<readonly string[]>();
  const { person } = useSession();
  const rereadSession = useRereadSession();

  const begin = (kind: Kind) => (hasFactor ? setConfirming(kind) : setAdding({ kind }));
  const added = (made: readonly string[] | undefined) => {
    setAdding(undefined);
    setCodes(made);
    void rereadSession();
  };

  return (
    <div className={classes.adding}>
      {factors.passkeysPossible && browserHasPasskeys() && (
        <Button leftSection={<IconFingerprint size={16} />} onClick={() => begin('passkey')}>
          {TITLES.passkey}
        </Button>
      )}
      <Button leftSection={<IconDeviceMobile size={16} />} onClick={() => begin('authenticator')}>
        {factors.authenticator ? 'Replace the authenticator app' : TITLES.authenticator}
      </Button>
      {confirming && (
        <StepUpDialog
          opened
          onClose={() => setConfirming(undefined)}
          title={TITLES[confirming]}
          signing={{ action: 'identity.add_factor', subjectId: person?.id ?? '', digest: factors.addDigest }}
          confirmLabel="Continue"
          onSigned={(stepUpToken) => {
            setAdding({ kind: confirming, stepUpToken });
            return Promise.resolve();
          }}
        >
          <p className={classes.text}>
            First confirm that it is you, with a factor that you have. Afterwards you are signed out
            everywhere else, and your API tokens and command lines end.
          </p>
        </StepUpDialog>
      )}
      <Modal
        opened={adding !== undefined}
        onClose={() => setAdding(undefined)}
        title={adding && TITLES[adding.kind]}
        size={440}
      >
        {adding && <NewFactor {...adding} onAdded={added} onCancel={() => setAdding(undefined)} />}
      </Modal>
      <Modal
        opened={codes !== undefined}
        onClose={() => setCodes(undefined)}
        title="Recovery codes"
        size={440}
      >
        {codes && (
          <RecoveryCodes codes={codes} doneLabel="I have kept them" onDone={() => setCodes(undefined)} />
        )}
      </Modal>
    </div>
  );
}
