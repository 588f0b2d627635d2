import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ManualClock, MINUTE } from '../../kernel';
import { systemActor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { ask } from '../../../test/support/postgres-client';
import { IdentityApp } from '../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { register } from '../../../test/support/root-keys';
import { EnrolTotp } from './factors/enrol-totp';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const RUNBOOK = resolve(__dirname, '../../../docs/runbooks/lost-master-key.md');

/** What the runbook has the owner of the database do. */
const letGo = (): string => /```sql\n([^`]+)```/.exec(readFileSync(RUNBOOK, 'utf8'))?.[1] ?? '';

describe('after the master key was lost', () => {
  let postgres: TestPostgres;
  const clock = new ManualClock();
  const apps: IdentityApp[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(async () => {
    for (const app of apps) await app.stop();
    await postgres.stop();
  });
  const start = async (): Promise<IdentityApp> => {
    const app = await IdentityApp.start({ postgres, clock });
    apps.push(app);
    return app;
  };

  it('people sign in again as docs/runbooks/lost-master-key.md says', async () => {
    const before = await start();
    const person = await before.addPerson();
    await before.signedIn(person);
    const after = await start();
    clock.advance(MINUTE);
    await expect(after.signedIn(person)).rejects.toThrow();

    await ask(postgres.url('sallyport'), letGo());
    expect(await ask(postgres.url('sallyport'), 'SELECT * FROM root_key')).toEqual([]);
    await register(postgres, after.masterKey);
    const { seed } = await after
      .get(UnitOfWork)
      .run(systemActor('test'), (tx) => after.get(EnrolTotp).run(tx, person.id));
    await expect(after.signedIn({ ...person, seed })).resolves.toBeDefined();
  });
});
