import { type ReactNode, useState } from 'react';
import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useScimTokens } from '../../api/queries/scim-tokens';
import type { ScimToken } from '../../api/types';
import { CopyButton } from '../../ui/copy-button';
import { EmptyState } from '../../ui/empty-state';
import { Fact, Facts } from '../../ui/facts';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Row, RowDetail, Rows } from '../../ui/rows';
import { Section } from '../../ui/section';
import { EndScimToken } from './provisioning/end-scim-token';
import { MakeScimToken } from './provisioning/make-scim-token';
import { NewScimTokenBox } from './provisioning/new-scim-token-box';
import classes from './provisioning/provisioning.module.css';

export const ProvisioningPage = () => (
  <Needs ability="people.manage" title="Provisioning">
    <Provisioning />
  </Needs>
);

/** What a provisioning system needs to call us, and the tokens with which it does. */
function Provisioning() {
  const { data, error, refetch } = useScimTokens();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<string>();
  const makeButton = (
    <Button variant="filled" onClick={() => setAsking(true)}>
      Make a token
    </Button>
  );
  return (
    <Page
      title="Provisioning"
      lead="Okta, Entra or another system says by SCIM who works here. It never gives the job roles of the circle."
    >
      {made !== undefined && data && (
        <NewScimTokenBox token={made} baseUrl={data.baseUrl} onDone={() => setMade(undefined)} />
      )}
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={3} lines={2} />}
      {data && <Where baseUrl={data.baseUrl} />}
      {data && (
        <Section title="Tokens" frame="list" aside={data.items.length > 0 && makeButton}>
          <Tokens tokens={data.items} makeButton={makeButton} />
        </Section>
      )}
      {asking && (
        <MakeScimToken others={data?.items.length ?? 0} onClose={() => setAsking(false)} onMade={setMade} />
      )}
    </Page>
  );
}

const Where = ({ baseUrl }: { readonly baseUrl: string }) => (
  <Section title="What to type in there">
    <Facts>
      <Fact name="Base URL">
        <span className={classes.copied}>
          <code>{baseUrl}</code>
          <CopyButton text={baseUrl} what="the base URL" />
        </span>
      </Fact>
      <Fact name="Okta">
        An app with SCIM provisioning. “SCIM connector base URL” is the address above, the unique field is{' '}
        <code>userName</code>, the authentication mode “HTTP Header” with the token.
      </Fact>
      <Fact name="Entra">
        An enterprise application, Provisioning, mode Automatic. “Tenant URL” is the address above, “Secret
        Token” the token.
      </Fact>
      <Fact name="Groups">
        Which group gives which job role stands in the policy file, under <code>directory.groups</code>.
      </Fact>
    </Facts>
  </Section>
);

const Tokens = ({ tokens, makeButton }: { tokens: readonly ScimToken[]; makeButton: ReactNode }) =>
  tokens.length === 0 ? (
    <EmptyState icon={IconKey} title="No provisioning system calls yet" action={makeButton}>
      Make a token and type it there. It is shown once.
    </EmptyState>
  ) : (
    <Rows>
      {tokens.map((token) => (
        <Row key={token.id} name={token.name} action={<EndScimToken token={token} />}>
          <Standing token={token} />
        </Row>
      ))}
    </Rows>
  );

const Standing = ({ token: { createdAt, createdBy, lastUsedAt, expiresAt } }: { token: ScimToken }) => (
  <RowDetail>
    Made <RelativeTime at={createdAt} /> by {createdBy ?? 'an operator on the server'}
    {expiresAt !== null && (
      <>
        , ends <RelativeTime at={expiresAt} />
      </>
    )}
    .{' '}
    {lastUsedAt === null ? (
      'Never used.'
    ) : (
      <>
        Last used <RelativeTime at={lastUsedAt} />.
      </>
    )}
  </RowDetail>
);
