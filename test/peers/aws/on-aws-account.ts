import { ManualClock, Redacted, systemClock, type Clock } from '../../../src/kernel';
import { AwsConnector } from '../../../src/modules/connectors/aws/aws.connector';
import type {
  IssuedCredential,
  LeaseTarget,
  Reading,
  TargetSystem,
} from '../../../src/modules/connectors/connector';
import { ExclusiveLocks } from '../../../src/platform/database/exclusively';
import { startTestPostgres, type TestPostgres } from '../../support/postgres';
import { aSessionLease, canReadSample, startAwsTarget, type AwsTarget } from './aws-target';

/** Patient enough for a busy machine, and short enough to wait for in a test. */
const LIMITS = { connectWithin: 1_000, answerWithin: 4_000, tries: 3 };

export interface AwsAccount extends AwsTarget {
  readonly connector: AwsConnector;
  /** The database whose locks the connector takes. */
  readonly broker: TestPostgres;
  /** Another connector with locks of its own, as another process has; closed at the end. */
  another(clock?: Clock): AwsConnector;
  lease(entitlement?: Record<string, unknown>, seconds?: number): LeaseTarget;
  issue(lease: LeaseTarget): Promise<IssuedCredential>;
  end(lease: LeaseTarget): Promise<void>;
  read(lease: LeaseTarget): Promise<Reading>;
  works(credential: IssuedCredential): Promise<boolean>;
  /** The same system with other settings. */
  systemWith(settings: Record<string, unknown>): TargetSystem;
  /** The document that ends sessions of the role, or undefined. */
  denials():
    | { Statement: { Sid: string; Condition: Record<string, Record<string, string | string[]>> }[] }
    | undefined;
}

/** Registers tests with an AWS account of their own each, and one database for the locks of all. */
export function onAwsAccount(title: string, tests: (at: () => AwsAccount) => void): void {
  describe(title, () => {
    jest.setTimeout(60_000);
    let broker: TestPostgres;
    let at: AwsAccount;
    const closing: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      broker = await startTestPostgres({ template: 'bare' });
    });
    beforeEach(async () => {
      at = await prepare(broker, closing);
    });
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });
    afterAll(() => broker.stop());
    tests(() => at);
  });
}

async function prepare(broker: TestPostgres, closing: (() => Promise<void>)[]): Promise<AwsAccount> {
  const target = await startAwsTarget();
  closing.push(() => target.stop());
  // The broker's clock is AWS's, unless a test says otherwise.
  const another = (clock: Clock = target.peer.clock): AwsConnector => {
    const locks = new ExclusiveLocks(new Redacted(broker.url()));
    const connector = new AwsConnector(clock, locks.exclusively, LIMITS);
    closing.push(async () => {
      await connector.close();
      await locks.onApplicationShutdown();
    });
    return connector;
  };
  const connector = another();
  return {
    ...target,
    connector,
    broker,
    another,
    lease: (entitlement, seconds) => aSessionLease(target, entitlement, seconds),
    issue: (lease) => connector.issue(target.system, lease),
    end: (lease) => connector.revoke(target.system, lease),
    read: (lease) => connector.verify(target.system, lease),
    works: (credential) => canReadSample(target.peer, credential),
    systemWith: (settings) => ({
      ...target.system,
      id: `${target.system.id} changed`,
      settings: { ...(target.system.settings as object), ...settings },
    }),
    denials: () => {
      const text = target.role.policies.get('SallyportEndedSessions');
      return text === undefined ? undefined : (JSON.parse(text) as ReturnType<AwsAccount['denials']>);
    },
  };
}

/** A broker's clock that is off by so many milliseconds. */
export const clockOff = (milliseconds: number): Clock =>
  new ManualClock(new Date(systemClock.now().getTime() + milliseconds));
