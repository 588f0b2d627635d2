import { type SyntheticEvent, useState } from 'react';
import { Button, Modal, TextInput, VisuallyHidden } from '@mantine/core';
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react';
import { useRemoveAuthenticator, useRemovePasskey, useRenamePasskey } from '../../../api/queries/factors';
import { useSession } from '../../../api/queries/session';
import type { MyFactors, Passkey } from '../../../api/types';
import { ProblemMessage } from '../../../ui/problem-message';
import { RelativeTime } from '../../../ui/relative-time';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import classes from './factors.module.css';

interface TimesProps {
  readonly enrolledAt: string;
  readonly lastUsedAt: string | null;
}

const Times = ({ enrolledAt, lastUsedAt }: TimesProps) => (
  <>
    Added <RelativeTime at={enrolledAt} /> ·{' '}
    {lastUsedAt === null ? (
      'not used yet'
    ) : (
      <>
        used <RelativeTime at={lastUsedAt} />
      </>
    )}
  </>
);

export function PasskeyRow({ passkey }: { readonly passkey: Passkey }) {
  const [renaming, setRenaming] = useState(false);
  const { mutateAsync: remove } = useRemovePasskey();
  const { id, name, synced, counterFellAt } = passkey;
  return (
    <div className={classes.row}>
      <IconFingerprint size={20} aria-hidden />
      <div>
        <div className={classes.name}>{name}</div>
        <div className={classes.dimmed}>
          Passkey{synced ? ', synced between your devices' : ', on one device'} · <Times {...passkey} />
        </div>
        {counterFellAt !== null && (
          <div className={classes.dimmed} role="note">
            Its counter went back <RelativeTime at={counterFellAt} />, as a copy’s would. Remove it unless you
            know why.
          </div>
        )}
      </div>
      <div className={classes.rowActions}>
        <Button variant="subtle" size="xs" onClick={() => setRenaming(true)}>
          Rename<VisuallyHidden> {name}</VisuallyHidden>
        </Button>
        <RemoveButton
          id={id}
          name={name}
          digest={passkey.removeDigest}
          onSigned={(stepUpToken) => remove({ id, stepUpToken })}
        />
      </div>
      <Modal opened={renaming} onClose={() => setRenaming(false)} title="Rename the passkey" size={400}>
        <RenameForm passkey={passkey} onDone={() => setRenaming(false)} />
      </Modal>
    </div>
  );
}

interface AuthenticatorRowProps {
  readonly authenticator: NonNullable<MyFactors['authenticator']>;
}

export function AuthenticatorRow({ authenticator }: AuthenticatorRowProps) {
  const { person } = useSession();
  const { mutateAsync: remove } = useRemoveAuthenticator();
  return (
    <div className={classes.row}>
      <IconDeviceMobile size={20} aria-hidden />
      <div>
        <div className={classes.name}>Authenticator app</div>
        <div className={classes.dimmed}>
          Codes of six digits · <Times {...authenticator} />
        </div>
      </div>
      <div className={classes.rowActions}>
        <RemoveButton
          id={person?.id ?? ''}
          name="Authenticator app"
          digest={authenticator.removeDigest}
          onSigned={remove}
        />
      </div>
    </div>
  );
}

interface RemoveButtonProps {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
  readonly onSigned: (stepUpToken: string) => Promise<unknown>;
}

function RemoveButton({ id, name, digest, onSigned }: RemoveButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="subtle" size="xs" onClick={() => setAsking(true)}>
        Remove<VisuallyHidden> {name}</VisuallyHidden>
      </Button>
      {asking && (
        <StepUpDialog
          opened
          onClose={() => setAsking(false)}
          title={`Remove “${name}”`}
          signing={{ action: 'identity.remove_factor', subjectId: id, digest }}
          confirmLabel="Remove it"
          onSigned={onSigned}
        >
          <p className={classes.text}>
            It is worth nothing from then on, you are signed out everywhere else, and your API tokens and
            command lines end. A password of fewer than 15 characters that is left without a second factor has
            to be changed when you sign in next.
          </p>
        </StepUpDialog>
      )}
    </>
  );
}

interface RenameFormProps {
  readonly passkey: Passkey;
  readonly onDone: () => void;
}

function RenameForm({ passkey, onDone }: RenameFormProps) {
  const [name, setName] = useState(passkey.name);
  const rename = useRenamePasskey();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (name.trim() !== '') rename.mutate({ id: passkey.id, name: name.trim() }, { onSuccess: onDone });
  };

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <TextInput
        label="Name"
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={name.trim() === '' ? 'Give it a name.' : undefined}
        data-autofocus
      />
      {rename.isError && <ProblemMessage error={rename.error} />}
      <div className={classes.actions}>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="filled" loading={rename.isPending}>
          Rename
        </Button>
      </div>
    </form>
  );
}
