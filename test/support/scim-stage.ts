import pg from 'pg';
import { newId } from '../../src/kernel';
import { hashToken, newToken } from '../../src/platform/crypto/token';
import { ENTERPRISE, ScimClient } from '../peers/scim/scim-client';
import { applyPolicy, type Replacement } from './apply-policy';
import { TestBroker } from './broker';
import type { Json, Person } from './person';
import { signed } from './sign-what-was-sent';

/** The policy file with groups of a provisioning system. */
export const GROUPS: Replacement = [
  '\njobRoles:\n',
  '\ndirectory: { groups: { Engineering: engineer, Support: support-lead } }\njobRoles:\n',
];

/** Two processes on one database, and a provisioning system that calls the first of them. */
export class ScimStage {
  private constructor(
    readonly one: TestBroker,
    readonly other: TestBroker,
    readonly owner: pg.Client,
    readonly hugo: Person,
    readonly scim: ScimClient,
  ) {}

  /** `role` of the process that the provisioning system calls: `all` where access has to end at the target, too. */
  static async start(role: 'web' | 'all' = 'web'): Promise<ScimStage> {
    const one = await TestBroker.start({ role });
    const other = await TestBroker.start({ role: 'web', beside: one });
    const owner = new pg.Client({ connectionString: one.database.url('sallyport') });
    await owner.connect();
    await applyPolicy(one, GROUPS);
    const hugo = await one.signIn('hugo');
    const made = await signed(hugo, '/scim-tokens', { name: 'Okta' });
    return new ScimStage(one, other, owner, hugo, new ScimClient(one.url, made.body.token as string));
  }

  async stop(): Promise<void> {
    await this.owner.end();
    await this.other.stop();
    await this.one.stop();
  }

  async personOf(handle: string): Promise<Json> {
    return (await this.hugo.get(`/people/${handle}`)).body;
  }

  async jobRolesOf(handle: string): Promise<string[]> {
    return (await this.personOf(handle)).jobRoles.map(({ key }: { key: string }) => key);
  }

  async rows(sql: string, values: unknown[] = []): Promise<Json[]> {
    return (await this.owner.query(sql, values)).rows;
  }

  async groupId(name: string): Promise<string> {
    const [found] = (await this.scim.find('/Groups', `displayName eq "${name}"`)).body.Resources;
    return found?.id ?? (await this.scim.createGroup(name)).body.id;
  }

  /** Somebody of the provisioning system who is an engineer by a group, trained, and reports to Tomasz. */
  async joined(handle: string): Promise<{ id: string; personId: string }> {
    const manager = { [ENTERPRISE]: { manager: { value: 'tomasz' } } };
    const { id } = (await this.scim.createAsOkta(`${handle}@marelle.example`, manager)).body;
    const add = { op: 'Add', path: 'members', value: [{ value: id }] };
    await this.scim.patch(`/Groups/${await this.groupId('Engineering')}`, add);
    const [{ person_id: personId }] = await this.rows('SELECT person_id FROM scim_user WHERE id = $1', [id]);
    const today = this.one.clock.now().toISOString().slice(0, 10);
    for (const kind of ['security-training', 'confidentiality-agreement']) {
      await this.rows(
        `INSERT INTO person_prerequisite (person_id, kind, completed_on, source) VALUES ($1, $2, $3, 'csv')`,
        [personId, kind, today],
      );
    }
    return { id, personId };
  }

  /** A session's token, as if they had signed in. */
  async sessionOf(personId: string): Promise<string> {
    const token = newToken().reveal();
    const now = this.one.clock.now();
    await this.rows(
      `INSERT INTO web_session (id, person_id, token_hash, second_factor_at, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, $3, $4, $4, $4, $5)`,
      [newId(), personId, hashToken(token), now, new Date(now.getTime() + 3_600_000)],
    );
    return token;
  }

  fetchAs(at: TestBroker, token: string): Promise<Response> {
    return fetch(`${at.url}/api/v1/requests`, { headers: { authorization: `Bearer ${token}` } });
  }
}
