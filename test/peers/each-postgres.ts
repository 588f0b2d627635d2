import { systemClock } from '../../src/kernel';
import { PostgresConnector } from '../../src/modules/connectors/postgres/postgres.connector';
import { describeWhere } from '../support/describe-where';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { missingOlderPostgres, startOlderPostgres } from './older-postgres';
import { preparePostgresTarget, type PostgresTarget } from './postgres-target';

export interface AtPostgres {
  readonly target: PostgresTarget;
  readonly connector: PostgresConnector;
  /** Whether membership has options of its own, as from version 16. */
  readonly modern: boolean;
}

type Settings = Readonly<Record<string, string>>;

/** Registers the tests for the server that Sallyport brings, and for one before version 16 where the machine has it. */
export function onEachPostgres(
  title: string,
  settings: Settings,
  body: (at: () => AtPostgres) => void,
): void {
  // Real servers and real processes: on a busy machine each step takes its time.
  jest.setTimeout(60_000);
  const suite = (start: () => Promise<TestPostgres>, modern: boolean) => (): void => {
    let at: AtPostgres | undefined;
    beforeAll(async () => {
      const target = await preparePostgresTarget(await start());
      at = { target, connector: new PostgresConnector(systemClock), modern };
    });
    afterAll(async () => {
      await at?.connector.close();
      await at?.target.close();
      await at?.target.server.stop();
    });
    body(() => at!);
  };
  describe(
    title,
    suite(() => startTestPostgres({ template: 'bare', settings }), true),
  );
  describeWhere(missingOlderPostgres())(
    `${title}, before version 16`,
    suite(() => startOlderPostgres({ ...settings }), false),
  );
}
