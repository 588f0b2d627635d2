import { SECOND } from '../../src/kernel';
import { AuditTrail } from '../../src/modules/audit';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { TestBroker } from './broker';
import type { Answer, Json, Person } from './person';
import { ask, eventually } from './postgres-client';

/** So many seconds after a moment as the API tells it. */
export const later = (time: string, seconds: number): string =>
  new Date(new Date(time).getTime() + seconds * SECOND).toISOString();

/** A whole Sallyport with people who have access in use and ask for more time. */
export class AccessInUse {
  private constructor(
    readonly broker: TestBroker,
    readonly lea: Person,
    readonly hugo: Person,
    readonly ines: Person,
  ) {}

  static async start(): Promise<AccessInUse> {
    const broker = await TestBroker.start();
    const [lea, hugo, ines] = [
      await broker.signIn('lea'),
      await broker.signIn('hugo'),
      await broker.signIn('ines'),
    ];
    return new AccessInUse(broker, lea, hugo, ines);
  }

  get database(): string {
    return this.broker.database.url('sallyport');
  }

  /** Time is moved by more than a session stays idle: whoever has to sign in again does it before codes are given. */
  async wakeUp(): Promise<void> {
    for (const person of [this.lea, this.hugo, this.ines]) await person.get('/grants');
  }

  async clear(): Promise<void> {
    for (const { id } of (await this.lea.get('/requests?state=pending')).body.items)
      await this.lea.post(`/requests/${id}/cancel`);
    for (const { id, may } of (await this.lea.get('/grants')).body.items)
      if (may.end) await this.lea.post(`/grants/${id}/end`);
    await eventually(
      () => ask(this.database, `SELECT id FROM lease WHERE state <> 'ended'`),
      (open) => open.length === 0,
      60_000,
    );
  }

  async inUse(changes: Json = {}): Promise<{ grant: Json; credential: Json }> {
    const { grant } = (await this.hugo.decide(await this.lea.ask(changes))).body;
    const claimed = await this.lea.claim(grant);
    if (claimed.status !== 201) throw new Error(`Not claimed: ${JSON.stringify(claimed.body)}`);
    return { grant: await this.seen(grant), credential: claimed.body };
  }

  async seen({ id }: Json, by = this.lea): Promise<Json> {
    return (await by.get(`/grants/${id}`)).body;
  }

  async request({ id }: Json): Promise<Json> {
    return (await this.lea.get(`/requests/${id}`)).body;
  }

  moreTime(grant: Json, changes: Json = {}, by = this.lea): Promise<Answer> {
    return by.post(`/grants/${grant.id}/extensions`, {
      durationSeconds: 600,
      justification: 'The invoice has three more pages than I thought.',
      ...changes,
    });
  }

  async asked(grant: Json, changes: Json = {}): Promise<Json> {
    const answer = await this.moreTime(grant, changes);
    if (answer.status !== 201) throw new Error(`Not asked: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async story(requestId: string): Promise<string[]> {
    return (await this.lea.get(`/requests/${requestId}/story`)).body.items.map(
      ({ sentence }: Json) => sentence,
    );
  }

  /** The end that the target itself keeps. */
  async validUntil({ username }: Json): Promise<string | undefined> {
    const sql = 'SELECT rolvaliduntil AS at FROM pg_roles WHERE rolname = $1';
    const [role] = await ask<{ at: Date }>(this.broker.target.url(), sql, [username]);
    return role?.at.toISOString();
  }

  /** Once a log-in of the grant has this end at its target. */
  moved(grant: Json, until: string): Promise<Json> {
    return eventually(
      () => this.seen(grant),
      ({ leases }) => leases.some((lease: Json) => lease.state === 'live' && lease.expiresAt === until),
    );
  }

  ended(grant: Json): Promise<Json> {
    return eventually(
      () => this.seen(grant),
      ({ state }) => state === 'ended',
    );
  }

  /** Moves the broker's clock to this moment. */
  until(time: string): void {
    const { clock } = this.broker;
    clock.advance(new Date(time).getTime() - clock.now().getTime());
  }

  async recorded(grantId: string, type: string) {
    const { reader } = this.broker.get(UnitOfWork);
    const events = await this.broker.get(AuditTrail).about(reader, { kind: 'grant', id: grantId }, 200);
    return events.filter((event) => event.type === type);
  }
}
