import { type ReactNode, useState } from 'react';
import { Button } from '@mantine/core';
import { IconKey, IconTerminal2 } from '@tabler/icons-react';
import { useApiTokens, useEndToken, useEndTokens } from '../../../api/queries/sign-ins';
import type { ApiToken } from '../../../api/types';
import { ConfirmDialog } from '../../../ui/confirm-dialog';
import { EmptyState } from '../../../ui/empty-state';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { RelativeTime } from '../../../ui/relative-time';
import { Row, RowDetail, Rows } from '../../../ui/rows';
import { Section } from '../../../ui/section';
import { counted } from '../../../ui/words';
import { SCOPES } from '../scope-words';
import { MakeTokenDialog } from './make-token-dialog';
import { NewTokenBox } from './new-token-box';
import classes from './sign-ins.module.css';

export function TokensSection() {
  const { data, error, refetch } = useApiTokens();
  const [asking, setAsking] = useState<'make' | 'end-all'>();
  const [made, setMade] = useState<string>();
  const { mutateAsync: endAll } = useEndTokens();
  const close = () => setAsking(undefined);
  const makeButton = (
    <Button size="xs" onClick={() => setAsking('make')}>
      Make a token
    </Button>
  );
  return (
    <Section
      title="API tokens and command lines"
      frame="list"
      aside={
        data &&
        data.items.length > 0 && (
          <div className={classes.actions}>
            <Button size="xs" onClick={() => setAsking('end-all')}>
              End all
            </Button>
            {makeButton}
          </div>
        )
      }
    >
      {made !== undefined && <NewTokenBox token={made} onDone={() => setMade(undefined)} />}
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={2} lines={2} />}
      {data && <TokenRows tokens={data.items} makeButton={makeButton} />}
      <MakeTokenDialog opened={asking === 'make'} onClose={close} onMade={setMade} />
      <ConfirmDialog
        opened={asking === 'end-all'}
        onClose={close}
        title="End all of them"
        confirmLabel="End all"
        onConfirm={() => endAll(undefined)}
      >
        <p className={classes.consequences}>
          {counted(data?.items.length ?? 0, 'token or command line stops', 'tokens and command lines stop')}{' '}
          working at once. Your browsers stay signed in.
        </p>
      </ConfirmDialog>
    </Section>
  );
}

const TokenRows = ({ tokens, makeButton }: { tokens: readonly ApiToken[]; makeButton: ReactNode }) =>
  tokens.length === 0 ? (
    <EmptyState icon={IconTerminal2} title="No token and no command line acts as you" action={makeButton}>
      A command line comes here by <code>sallyport login</code>. For a program, make a token.
    </EmptyState>
  ) : (
    <Rows>
      {tokens.map((token) => (
        <TokenRow key={token.id} token={token} />
      ))}
    </Rows>
  );

function TokenRow({ token }: { readonly token: ApiToken }) {
  const end = useEndToken();
  const { id, kind, name, scopes, lastUsedAt, lastUsedAddress, expiresAt } = token;
  const KindIcon = kind === 'cli' ? IconTerminal2 : IconKey;
  return (
    <Row
      name={
        <>
          <KindIcon size={16} aria-label={kind === 'cli' ? 'Command line' : 'API token'} role="img" /> {name}
        </>
      }
      action={
        <Button size="xs" loading={end.isPending} aria-label={`End ${name}`} onClick={() => end.mutate(id)}>
          End
        </Button>
      }
    >
      <RowDetail>
        {scopes.map((scope) => SCOPES[scope].label).join(', ')}.{' '}
        {lastUsedAt === null ? (
          'Never used.'
        ) : (
          <>
            Used <RelativeTime at={lastUsedAt} /> from <code>{lastUsedAddress}</code>.
          </>
        )}{' '}
        Ends <RelativeTime at={expiresAt} />.
      </RowDetail>
      {end.error && <ProblemMessage error={end.error} />}
    </Row>
  );
}
