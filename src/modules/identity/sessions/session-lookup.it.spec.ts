import { createHash } from 'node:crypto';
import { ManualClock, newId } from '../../../kernel';
import { IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { SessionLookup } from './session-lookup';

jest.setTimeout(60_000);

describe('looking sessions up', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  const clock = new ManualClock();
  const people = Array.from({ length: 40 }, (_, index) => ({ id: newId(), handle: `person-${index}` }));
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock });
    for (const { id, handle } of people) await addWithSession(id, handle);
  });
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });

  async function addWithSession(id: string, handle: string): Promise<void> {
    const at = clock.now();
    await app.database.query(
      `INSERT INTO person (id, handle, name, email, status, created_at, updated_at)
       VALUES ($1, $2, $2, $2 || '@example.org', 'active', $3, $3)`,
      [id, handle, at],
    );
    await app.database.query(
      `INSERT INTO web_session (id, person_id, token_hash, prior_token_hash, prior_token_until, created_at, last_seen_at,
         expires_at)
       VALUES ($1, $2, $3, $4, $5, $5, $5, $5)`,
      [newId(), id, hashOf(handle), hashOf(`${handle} before`), at],
    );
  }

  it('gives each of many who ask at once their own session, and strangers none', async () => {
    const lookup = app.get(SessionLookup);
    const tokens = people.flatMap(({ id, handle }) => [
      { token: handle, is: id },
      { token: `nobody ${handle}`, is: undefined },
      { token: `${handle} before`, is: id },
      { token: handle, is: id },
    ]);
    const found = await Promise.all(tokens.map(({ token }) => lookup.byToken(hashOf(token))));
    expect(found.map((session) => session?.personId)).toEqual(tokens.map(({ is }) => is));
    expect(found.map((session) => session?.tokenGoodUntil ?? null)).toEqual(
      tokens.map(({ token }) =>
        token.endsWith(' before') && !token.startsWith('nobody') ? clock.now() : null,
      ),
    );
  });
});
