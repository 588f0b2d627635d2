import type { Pool } from 'pg';
import { newId } from '../../src/kernel';
import { hashToken, newToken } from '../../src/platform/crypto/token';

/** Somebody with an open session behind a second factor. */
export interface SignedIn {
  readonly personId: string;
  readonly sessionId: string;
  readonly bearer: string;
}

/** Tech leads under the CTO of the demonstration's organisation, with all that a personal-data profile asks for. */
export async function addTechLeads(owner: Pool, count: number): Promise<SignedIn[]> {
  const ids = Array.from({ length: count }, () => newId());
  const names = ids.map((_, index) => `lead-${index}`);
  await owner.query(
    `INSERT INTO person (id, handle, name, email, status, manager_id, created_at, updated_at)
     SELECT lead.id, lead.name, initcap(lead.name), lead.name || '@marelle.example', 'active', cto.id, now(), now()
     FROM unnest($1::uuid[], $2::text[]) AS lead (id, name), (SELECT id FROM person WHERE handle = 'hugo') AS cto`,
    [ids, names],
  );
  await owner.query(`INSERT INTO person_job_role SELECT unnest($1::uuid[]), 'tech-lead'`, [ids]);
  await owner.query(
    `INSERT INTO person_prerequisite (person_id, kind, completed_on)
     SELECT id, kind, current_date - 30
     FROM unnest($1::uuid[]) AS id, unnest(ARRAY['security-training', 'confidentiality-agreement']) AS kind`,
    [ids],
  );
  return signIn(owner, ids);
}

export async function personId(owner: Pool, handle: string): Promise<string> {
  const { rows } = await owner.query<{ id: string }>('SELECT id FROM person WHERE handle = $1', [handle]);
  return rows[0].id;
}

export async function signIn(owner: Pool, personIds: readonly string[]): Promise<SignedIn[]> {
  const people = personIds.map((id) => ({ personId: id, sessionId: newId(), bearer: newToken().reveal() }));
  await owner.query(
    `INSERT INTO web_session (id, person_id, token_hash, second_factor_at, created_at, last_seen_at, expires_at)
     SELECT id, person_id, token_hash, now(), now(), now(), now() + interval '8 hours'
     FROM unnest($1::uuid[], $2::uuid[], $3::bytea[]) AS session (id, person_id, token_hash)`,
    [
      people.map(({ sessionId }) => sessionId),
      people.map(({ personId: id }) => id),
      people.map(({ bearer }) => hashToken(bearer)),
    ],
  );
  return people;
}
