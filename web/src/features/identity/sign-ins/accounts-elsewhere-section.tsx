import { useState } from 'react';
import { Button, VisuallyHidden } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useLinkedAccounts, useProviders, useUnlinkAccount } from '../../../api/queries/single-sign-on';
import type { LinkedAccount } from '../../../api/types';
import { ConfirmDialog } from '../../../ui/confirm-dialog';
import { EmptyState } from '../../../ui/empty-state';
import { ProblemMessage } from '../../../ui/problem-message';
import { RelativeTime } from '../../../ui/relative-time';
import { Row, RowDetail, Rows } from '../../../ui/rows';
import { Section } from '../../../ui/section';
import { StepUpDialog } from '../../../ui/step-up-dialog';
import classes from './sign-ins.module.css';

/** Not there where nobody could vouch for a sign-in and nothing is linked. */
export function AccountsElsewhereSection() {
  const { data, error, refetch } = useLinkedAccounts();
  const isOffered = useProviders().length > 0;
  if (!isOffered && (data?.items.length ?? 0) === 0) return null;
  return (
    <Section title="Accounts elsewhere" frame="list">
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconLink} title="No account is linked">
          To sign in with one, ask an administrator for an invitation and redeem it with that account.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <Rows>
          {data.items.map((account) => (
            <AccountRow key={account.id} account={account} needsSecondFactor={data.needsSecondFactor} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

interface AccountRowProps {
  readonly account: LinkedAccount;
  readonly needsSecondFactor: boolean;
}

function AccountRow({ account, needsSecondFactor }: AccountRowProps) {
  const [asking, setAsking] = useState(false);
  const { provider, opens, linkedAt, lastUsedAt, onlyWayIn } = account;
  return (
    <Row
      name={provider}
      action={
        !onlyWayIn && (
          <Button size="xs" onClick={() => setAsking(true)}>
            Remove<VisuallyHidden> {provider}</VisuallyHidden>
          </Button>
        )
      }
    >
      <RowDetail>
        Linked <RelativeTime at={linkedAt} />,{' '}
        {lastUsedAt === null ? (
          'not used yet'
        ) : (
          <>
            used <RelativeTime at={lastUsedAt} />
          </>
        )}
        . {!opens && 'It is not offered here any more.'}
      </RowDetail>
      {onlyWayIn && (
        <RowDetail>
          Your only way to sign in, so it stays. Add a passkey first, or ask an administrator to invite you to
          a password.
        </RowDetail>
      )}
      {asking && (
        <RemoveDialog
          account={account}
          needsSecondFactor={needsSecondFactor}
          onClose={() => setAsking(false)}
        />
      )}
    </Row>
  );
}

interface RemoveDialogProps extends AccountRowProps {
  readonly onClose: () => void;
}

/** With a second factor where the person has one. */
function RemoveDialog({ account, needsSecondFactor, onClose }: RemoveDialogProps) {
  const { id, provider, removeDigest } = account;
  const { mutateAsync: unlink } = useUnlinkAccount();
  const shared = {
    opened: true,
    onClose,
    title: `Remove your account at ${provider}?`,
    confirmLabel: 'Remove it',
    children: (
      <p className={classes.consequences}>
        It opens nothing here from then on, and you are signed out everywhere else. Linking it again takes an
        invitation.
      </p>
    ),
  };
  return needsSecondFactor ? (
    <StepUpDialog
      {...shared}
      signing={{ action: 'identity.unlink_account', subjectId: id, digest: removeDigest }}
      onSigned={(stepUpToken) => unlink({ id, stepUpToken })}
    />
  ) : (
    <ConfirmDialog {...shared} onConfirm={() => unlink({ id })} />
  );
}
