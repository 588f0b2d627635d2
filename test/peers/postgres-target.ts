import { Client } from 'pg';

import { newId, Redacted } from '../../src/kernel';
import type {
  IssuedCredential,
  LeaseFacts,
  LeaseTarget,
  TargetSystem,
} from '../../src/modules/connectors/connector';
import { prepareTarget } from '../../src/modules/connectors/postgres/prepare-target';
import { leaseRoleName } from '../../src/modules/connectors/postgres/lease-role';
import type { TestPostgres } from '../support/postgres';

export const CUSTOMERS = 'customers';
const BROKER_PASSWORD = 'broker-canary-8Zk';
const REAPER_PASSWORD = 'reaper-canary-5Qw';

/** A prepared target: a database with customers in it, a role that reads them and one that writes, broker and reaper. */
export interface PostgresTarget {
  readonly server: TestPostgres;
  readonly brokerPassword: string;
  readonly system: TargetSystem;
  readonly reaperUrl: string;
  brokerUrl(port?: number): string;
  /** A superuser's session, in `customers` unless told otherwise; ended by {@link close}. */
  admin(database?: string): Promise<Client>;
  close(): Promise<void>;
}

export async function preparePostgresTarget(server: TestPostgres): Promise<PostgresTarget> {
  const opened: Client[] = [];
  const admin = async (database = CUSTOMERS): Promise<Client> => {
    const client = new Client({ connectionString: server.url(database) });
    client.on('error', () => undefined);
    await client.connect();
    opened.push(client);
    return client;
  };
  await (await admin('postgres')).query(`CREATE DATABASE ${CUSTOMERS}`);
  await (
    await admin()
  ).query(`
    CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL);
    INSERT INTO customers SELECT n, 'person' || n || '@example.test' FROM generate_series(1, 100) n;
    CREATE ROLE customer_reader NOLOGIN;
    GRANT SELECT ON customers TO customer_reader;
    CREATE ROLE customer_writer NOLOGIN;
    GRANT SELECT, INSERT, UPDATE ON customers TO customer_writer;
  `);
  await prepareTarget(new Redacted(server.url(CUSTOMERS)), {
    memberRoles: ['customer_reader', 'customer_writer'],
    brokerPassword: new Redacted(BROKER_PASSWORD),
    reaperPassword: new Redacted(REAPER_PASSWORD),
    hardenDatabases: [CUSTOMERS],
  });
  const brokerUrl = (port = server.port): string =>
    `postgresql://sallyport_broker:${BROKER_PASSWORD}@127.0.0.1:${port}/${CUSTOMERS}`;
  return {
    server,
    brokerPassword: BROKER_PASSWORD,
    system: systemAt(brokerUrl()),
    reaperUrl: `postgresql://sallyport_reaper:${REAPER_PASSWORD}@127.0.0.1:${server.port}/${CUSTOMERS}`,
    brokerUrl,
    admin,
    close: async () => {
      await Promise.all(opened.map((client) => client.end().catch(() => undefined)));
    },
  };
}

export const systemAt = (url: string, settings: Record<string, unknown> = {}): TargetSystem => ({
  id: newId(),
  key: 'customers-db',
  name: 'Customers database',
  kind: 'postgres',
  settings,
  credential: new Redacted(url),
});

export function aLease(
  entitlement: Record<string, unknown> = {},
  expiresAt: Date = new Date(Date.now() + 3_600_000),
): LeaseTarget {
  const leaseId = newId();
  return {
    leaseId,
    targetName: leaseRoleName(leaseId),
    entitlement: { database: CUSTOMERS, memberOf: ['customer_reader'], ...entitlement },
    expiresAt,
    about: aLeaseIsAbout(),
  };
}

/** Who asks for what, as the broker tells it to a target. */
export const aLeaseIsAbout = (): LeaseFacts => ({
  person: { id: newId(), handle: 'lea' },
  profile: 'customer-data',
  requestId: newId(),
  purpose: 'Finding faults that customers report.',
  ticket: 'SUP-7',
});

/** Logs in with the connection URL that the person was shown. */
export async function logIn(credential: IssuedCredential): Promise<Client> {
  const url = credential.formats.find(({ id }) => id === 'url')!.text.reveal();
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Whether somebody with this credential gets in and can read customers. */
export async function canRead(credential: IssuedCredential): Promise<boolean> {
  const client = await logIn(credential).catch(() => undefined);
  if (!client) return false;
  try {
    return (await client.query('SELECT FROM public.customers')).rowCount === 100;
  } finally {
    await client.end();
  }
}
