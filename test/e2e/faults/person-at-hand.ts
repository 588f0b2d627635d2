import { newId } from '../../../src/kernel';
import { hashToken, newToken } from '../../../src/platform/crypto/token';
import { type Json, Person } from '../../support/person';
import { ask } from '../../support/postgres-client';
import { mintStepUps } from '../../support/step-ups';

const COOKIE = 'sallyport_demo';

/**
 * Somebody whose session and second factors stand in the database already: a process of its own keeps real time, in which
 * an authenticator app gives one code in thirty seconds. Signing in itself is tried elsewhere.
 */
export class PersonAtHand extends Person {
  private constructor(
    url: string,
    private readonly databaseUrl: string,
    handle: string,
    private readonly token: string,
  ) {
    super({ url, clock: { now: () => new Date(), advance: noAdvance }, secretsOf: () => undefined }, handle);
  }

  static async signedIn(url: string, databaseUrl: string, handle: string): Promise<PersonAtHand> {
    const token = newToken().reveal();
    await ask(
      databaseUrl,
      `INSERT INTO web_session (id, person_id, token_hash, second_factor_at, created_at, last_seen_at, expires_at)
       SELECT $1, p.id, $2, $4, $4, $4, $4::timestamptz + interval '1 hour' FROM person p WHERE p.handle = $3`,
      [newId(), hashToken(token), handle, new Date()],
    );
    return new PersonAtHand(url, databaseUrl, handle, token).resumed();
  }

  /** The same session at another process. */
  elsewhere(url: string): Promise<PersonAtHand> {
    return new PersonAtHand(url, this.databaseUrl, this.handle, this.token).resumed();
  }

  override async stepUp(action: string, subjectId: string, digest: string): Promise<Record<string, string>> {
    const binding = { action, subjectId, digest };
    return (await mintStepUps(this.databaseUrl, this.handle, binding, new Date(), 1))[0];
  }

  private async resumed(): Promise<this> {
    await this.resume(`${COOKIE}=${this.token}`);
    return this;
  }

  /** A grant for this person, asked for and approved. */
  async granted(approver: Person, changes: Json = {}): Promise<Json> {
    const decided = await approver.decide(await this.ask(changes));
    if (decided.status !== 200) throw new Error(`Not approved: ${JSON.stringify(decided.body)}`);
    return decided.body.grant;
  }
}

const noAdvance = (): never => {
  throw new Error('Real time cannot be moved.');
};
