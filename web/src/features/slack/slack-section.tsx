import { useState } from 'react';
import { Button, VisuallyHidden } from '@mantine/core';
import { IconBrandSlack } from '@tabler/icons-react';
import { useSlackAccounts, useUnbindSlackAccount } from '../../api/queries/slack';
import type { SlackAccount } from '../../api/types';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { EmptyState } from '../../ui/empty-state';
import { ProblemMessage } from '../../ui/problem-message';
import { RelativeTime } from '../../ui/relative-time';
import { Row, RowDetail, Rows } from '../../ui/rows';
import { Section } from '../../ui/section';
import classes from './slack.module.css';

/** A person's own accounts at Slack; where no workspace is connected, that is said. */
export function SlackSection() {
  const { data, error, refetch } = useSlackAccounts();
  return (
    <Section title="Slack" frame="list">
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 &&
        (data.workspaces.length === 0 ? (
          <EmptyState icon={IconBrandSlack} title="Slack is not connected">
            Everything works without it. An administrator can connect a workspace.
          </EmptyState>
        ) : (
          <EmptyState icon={IconBrandSlack} title="No Slack account is yours yet">
            Type <code>/access</code> in {data.workspaces.join(' or ')}: the answer is a link that binds that
            account to you.
          </EmptyState>
        ))}
      {data && data.items.length > 0 && (
        <Rows>
          {data.items.map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function AccountRow({ account: { id, workspace, account, boundAt } }: { readonly account: SlackAccount }) {
  const [asking, setAsking] = useState(false);
  const { mutateAsync: unbind } = useUnbindSlackAccount();
  return (
    <Row
      name={workspace}
      action={
        <Button size="xs" onClick={() => setAsking(true)}>
          Unbind<VisuallyHidden> {workspace}</VisuallyHidden>
        </Button>
      }
    >
      <RowDetail>
        Member ID <code>{account}</code>, bound <RelativeTime at={boundAt} />
      </RowDetail>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Unbind your account in ${workspace}?`}
        confirmLabel="Unbind it"
        onConfirm={() => unbind(id)}
      >
        <p className={classes.consequences}>
          Nothing can be asked for from there any more, and you are told by e-mail instead. What was asked
          already stays. You can bind it again at any time.
        </p>
      </ConfirmDialog>
    </Row>
  );
}
