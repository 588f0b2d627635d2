import type { INestApplicationContext } from '@nestjs/common';
import { Client } from 'pg';
import { openSession } from '../../../test/builders/approved-grant';
import { withProvider } from '../../../test/builders/identity-providers';
import { connectors, SMALL_POLICY } from '../../../test/builders/policy-file';
import { startPolicyApp } from '../../../test/support/policy-app';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { systemActor } from '../../platform/database/actor';
import { ApplyPolicyFile } from './apply-policy-file';
import { checkPolicyFile } from './check-policy-file';
import { PlanPolicyFile } from './plan-policy-file';

const ACTOR = systemActor('test');

function checked(text: string) {
  const check = checkPolicyFile(Buffer.from(text), connectors);
  if (!check.sound) throw new Error(JSON.stringify(check.faults));
  return check;
}

jest.setTimeout(60_000);

describe('identity providers of the policy file, on record', () => {
  let postgres: TestPostgres;
  let app: INestApplicationContext;
  let owner: Client;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await startPolicyApp(postgres);
    owner = new Client({ connectionString: postgres.url('sallyport') });
    await owner.connect();
  });

  beforeEach(async () => {
    await owner.query(
      'TRUNCATE organisation, job_role, person, processing_activity, system, identity_provider, applied_policy_file CASCADE',
    );
  });

  afterAll(async () => {
    await owner.end();
    await app.close();
    await postgres.stop();
  });

  const apply = (text: string) => app.get(ApplyPolicyFile).run(ACTOR, checked(text));
  const plan = (text: string) => app.get(PlanPolicyFile).run(checked(text));
  const first = async <Row>(sql: string, values: unknown[] = []): Promise<Row> =>
    (await owner.query(sql, values)).rows[0] as Row;

  /** A session of Hugo's for which the provider vouched, with a step-up that is not used yet. */
  async function vouchedSession(): Promise<string> {
    const hugo = await first<{ id: string }>("SELECT id FROM person WHERE handle = 'hugo'");
    const id = await openSession(owner, hugo.id);
    await owner.query(
      `UPDATE web_session SET first_factor = 'single-sign-on',
         identity_provider_id = (SELECT id FROM identity_provider WHERE key = 'google') WHERE id = $1`,
      [id],
    );
    await owner.query(
      `INSERT INTO step_up (id, token_hash, session_id, person_id, action, subject_id, digest, factor, verified_at)
       VALUES (gen_random_uuid(), '\\x01', $1, $2, 'requests.approve', $1, repeat('0', 64), 'totp', '2026-01-05T08:00:00Z')`,
      [id, hugo.id],
    );
    return id;
  }

  const sessionOf = (id: string) =>
    first<{ reason: string | null; unused: number }>(
      `SELECT end_reason AS reason, (SELECT count(*)::int FROM step_up WHERE session_id = $1) AS unused
       FROM web_session WHERE id = $1`,
      [id],
    );

  it('are found again as they were written', async () => {
    const text = withProvider(['[openid]', '[profile, openid]'], ['[mfa]', '[mfa, hwk]']);
    await apply(text);
    expect(await plan(text)).toEqual([]);
    expect(await apply(text)).toEqual([]);
  });

  it('end the sessions they vouched for when they are retired, and come back without them', async () => {
    await apply(withProvider());
    const session = await vouchedSession();

    await apply(SMALL_POLICY);
    expect(await sessionOf(session)).toEqual({ reason: 'provider-retired', unused: 0 });

    await apply(withProvider());
    expect(await plan(withProvider())).toEqual([]);
    expect(await sessionOf(session)).toMatchObject({ reason: 'provider-retired' });
  });

  it('end them when they become another provider, and not when they get another name', async () => {
    await apply(withProvider());
    const session = await vouchedSession();

    await apply(withProvider(['name: Google Workspace', 'name: Google']));
    expect(await sessionOf(session)).toEqual({ reason: null, unused: 1 });

    await apply(withProvider(['https://accounts.google.com', 'https://login.example.com']));
    expect(await sessionOf(session)).toEqual({ reason: 'provider-retired', unused: 0 });
  });

  it('cannot say what a second factor is without its age, whatever the program believes', async () => {
    await apply(withProvider());
    await expect(owner.query('UPDATE identity_provider SET maximum_age_seconds = NULL')).rejects.toThrow(
      /identity_provider_fresh_second_factor/,
    );
  });
});
