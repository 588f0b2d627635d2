import { describeWhere } from '../../../../test/support/describe-where';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { missingOlderPostgres, startOlderPostgres } from '../../../../test/peers/older-postgres';
import { PostgresProxy } from '../../../../test/peers/postgres-proxy';
import { aLease, canRead, preparePostgresTarget, systemAt } from '../../../../test/peers/postgres-target';
import { systemClock } from '../../../kernel';
import type { ConnectorHarness } from '../harness.contract';
import { connectorContract, type TargetNature } from '../connector.contract';
import { PostgresConnector } from './postgres.connector';

const NATURE: TargetNature = { leasesAreListed: true, secondSecret: 'replaces', deadline: 'moves' };
const LIMITS = { connectWithin: 1_200, statementWithin: 1_200, connections: 8 };

async function harness(server: TestPostgres): Promise<ConnectorHarness> {
  const target = await preparePostgresTarget(server);
  const proxy = await PostgresProxy.to(server.port);
  await (await target.admin()).query("CREATE ROLE powerless LOGIN PASSWORD 'powerless-canary'");
  const connector = new PostgresConnector(systemClock, LIMITS);
  const pass = (): void => proxy.behave({ kind: 'pass' });
  return {
    connector,
    system: systemAt(target.brokerUrl(proxy.port), { clientPort: server.port }),
    powerless: systemAt(`postgresql://powerless:powerless-canary@127.0.0.1:${server.port}/customers`),
    wrongSettings: { system: { sslmode: 'perhaps' }, entitlement: { database: 'customers', memberOf: [] } },
    brokerSecrets: [target.brokerPassword, 'powerless-canary'],
    lease: aLease,
    works: canRead,
    network: {
      down: async () => (await proxy.shut()).open,
      hanging: () => {
        proxy.behave({ kind: 'hang' });
        return pass;
      },
      slow: () => {
        proxy.behave({ kind: 'delay', milliseconds: 20 });
        return pass;
      },
      losesAnswerOf: (call) => {
        proxy.behave({ kind: 'lose-answer', to: call === 'issue' ? 'CREATE ROLE' : 'DROP ROLE' });
        return pass;
      },
    },
    patience: 6_000,
    stop: async () => {
      await connector.close();
      await target.close();
      await proxy.stop();
      await server.stop();
    },
  };
}

connectorContract('postgres', NATURE, async () => harness(await startTestPostgres({ template: 'bare' })));

describeWhere(missingOlderPostgres())('before version 16', () => {
  connectorContract('postgres', NATURE, async () => harness(await startOlderPostgres()));
});
