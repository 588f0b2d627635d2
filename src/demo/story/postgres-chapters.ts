import pg from 'pg';
import { known, type Redacted } from '../../kernel';
import { DEMO_CUSTOMERS } from '../demo-database';
import {
  approving,
  asking,
  AT_MOST,
  claim,
  claiming,
  deadlineOf,
  granted,
  submit,
  untilEnded,
} from './access';
import type { Cast } from './cast';
import { Psql } from './psql';
import type { StoryPerson } from './story-person';
import type { Transcript } from './transcript';
import { linksView, linkView, requestView, type StoryGrant } from './views';

/** Milliseconds (I5): not before the moment that it has to end, and hardly after. */
const CUT_WITHIN = 1_000;

/** The shortest time that the demonstration's policy lets somebody ask for. */
const SHORTEST_SECONDS = 60;

export interface ShortGrant {
  readonly grant: StoryGrant;
  readonly url: string;
  readonly session: Psql;
  readonly expiresAt: string;
}

/** Log-ins at the customer database, from the ask to the proof. */
export class PostgresChapters {
  constructor(
    private readonly cast: Cast,
    private readonly adminUrl: Redacted<string>,
    private readonly tell: Transcript,
  ) {}

  async nobodyHasAccess(): Promise<void> {
    for (const person of Object.values(this.cast) as StoryPerson[]) await person.signIn();
    this.tell.held(
      'The target holds no log-in of ours',
      (await this.rolesAtTarget()) === 0,
      'pg_roles: 0 roles named sp_…',
    );
    this.tell.refused(
      'Milan, an engineer, asks for customer data.',
      await this.cast.milan.refusal('/requests', asking('customer-data-read', 600)),
      /CTO|tech lead/,
    );
    const blank = { method: 'POST', body: { profile: 'customer-data-read', justification: '   ' } } as const;
    this.tell.refused('Léa asks without saying why.', await this.cast.lea.refusal('/requests', blank), /why/);
  }

  async askAndApprove(): Promise<StoryGrant> {
    const request = await submit(this.cast.lea, 'customer-data-read', 600);
    const approvers = request.asked.map(({ name }) => name).join(' and ');
    this.tell.held(
      'Léa asks for “Customer data, read only” for ten minutes',
      request.state === 'pending',
      `asked: ${approvers}`,
    );

    const links = linksView.parse(await this.cast.lea.must(`/requests/${request.id}/approval-links`));
    const url = links.items.find(({ approver }) => approver.name === 'Hugo Brandt')?.url ?? '';
    const linkToken = url.slice(url.lastIndexOf('/') + 1);
    this.tell.refused(
      'Milan follows the CTO’s approval link.',
      await this.cast.milan.refusal(`/approval-links/${linkToken}`, {}),
      /no such request/,
    );
    this.tell.refused(
      'Léa approves her own request.',
      await this.cast.lea.refusal(`/requests/${request.id}/decisions`, approving(request)),
      /own request/,
    );
    const { request: shown } = linkView.parse(await this.cast.hugo.must(`/approval-links/${linkToken}`));
    this.tell.held(
      'Hugo opens the link and reads exactly what is asked',
      shown.digest === request.digest,
      `“${shown.justification}”\nfingerprint ${shown.digest.slice(0, 16)}…`,
    );
    this.tell.refused(
      'Hugo approves without a second factor.',
      await this.cast.hugo.refusal(`/requests/${request.id}/decisions`, approving(shown)),
      /second factor/,
    );
    const proof = await this.cast.hugo.stepUp('requests.approve', shown.id, shown.digest);
    const call = approving(shown, { linkToken });
    const approved = requestView.parse(
      await this.cast.hugo.must(`/requests/${request.id}/decisions`, { ...call, headers: proof }),
    );
    this.tell.held(
      'Hugo approves with a code that covers that fingerprint',
      approved.state === 'approved',
      'the ten minutes start at the first use',
    );
    return known(approved.grant, 'The grant');
  }

  async useIt(grant: StoryGrant): Promise<{ session: Psql; url: string }> {
    this.tell.refused(
      'Léa takes the log-in without a second factor.',
      await this.cast.lea.refusal(`/grants/${grant.id}/credential`, claiming(grant)),
      /second factor/,
    );
    const url = await claim(this.cast.lea, grant, 'url');
    const session = await Psql.logIn(url);
    const [row] = await session.ask(
      'SELECT current_user, (SELECT count(*)::int FROM customers) AS customers',
    );
    this.tell.held(
      'A PostgreSQL client logs in and reads the customers',
      row?.customers === DEMO_CUSTOMERS,
      `${String(row?.current_user)} sees ${String(row?.customers)} customers`,
    );
    // The read-only default is a convenience that any session may switch off; what follows is refused by missing rights.
    await session.ask('SET default_transaction_read_only = off');
    this.tell.refused(
      'It deletes a customer.',
      await session.refusal('DELETE FROM customers WHERE id = 1'),
      /permission denied/,
    );
    this.tell.refused(
      'It copies the table away.',
      await session.refusal('CREATE TABLE loot AS SELECT * FROM customers'),
      /permission denied/,
    );
    this.tell.refused(
      'It reads what was not granted.',
      await session.refusal('SELECT * FROM usage_metrics'),
      /permission denied/,
    );
    return { session, url };
  }

  async done(grant: StoryGrant, session: Psql, url: string): Promise<void> {
    const since = Date.now();
    await this.cast.lea.must(`/grants/${grant.id}/end`, { method: 'POST', body: {} });
    await this.provedEnded(this.cast.lea, grant, session, since);
    this.tell.refused(
      'The same password logs in again.',
      await Psql.refusedLogIn(url),
      /authentication failed|does not exist/,
    );
    this.tell.refused(
      'Léa takes another log-in of the same grant.',
      await this.cast.lea.refusal(`/grants/${grant.id}/credential`, claiming(grant)),
      /ended/,
    );
  }

  async endedByCto(): Promise<void> {
    const grant = await granted(this.cast.lea, this.cast.ines, 'customer-data-read', 600);
    const session = await Psql.logIn(await claim(this.cast.lea, grant, 'url'));
    this.tell.held(
      'Léa is granted it again, by the data protection officer this time, and is connected',
      await session.answers(),
    );
    const since = Date.now();
    await this.cast.hugo.must(`/grants/${grant.id}/end`, {
      method: 'POST',
      body: { note: 'The incident is over.' },
    });
    await this.provedEnded(this.cast.lea, grant, session, since);
  }

  async forOneMinute(): Promise<ShortGrant> {
    const grant = await granted(this.cast.milan, this.cast.lea, 'usage-metrics-read', SHORTEST_SECONDS);
    const url = await claim(this.cast.milan, grant, 'url');
    const session = await Psql.logIn(url);
    const expiresAt = await deadlineOf(this.cast.milan, grant);
    this.tell.held(
      'Milan is granted “Usage metrics, read only”, and is connected',
      await session.answers(),
      `until ${expiresAt}`,
    );
    return { grant, url, session, expiresAt };
  }

  async deadline({ grant, url, session, expiresAt }: ShortGrant): Promise<void> {
    await this.provedEnded(this.cast.milan, grant, session, new Date(expiresAt).getTime());
    this.tell.refused(
      'The same password logs in again.',
      await Psql.refusedLogIn(url),
      /authentication failed|does not exist/,
    );
  }

  private async provedEnded(
    person: StoryPerson,
    grant: StoryGrant,
    session: Psql,
    since: number,
  ): Promise<void> {
    const cut = await session.cutAfter(since, AT_MOST);
    this.tell.held(
      'The open connection is cut',
      cut !== undefined && cut >= 0 && cut <= CUT_WITHIN,
      `${cut} ms later`,
    );
    const after = await untilEnded(person, grant.id);
    const lease = after.leases.at(0);
    this.tell.held(
      'The broker reads the target back and says so',
      lease !== undefined && lease.proof !== null,
      `${lease?.proof?.summary} (read at ${lease?.proof?.readAt})`,
    );
    this.tell.held(
      'An administrator of the target sees the same',
      (await this.rolesAtTarget(lease?.targetName)) === 0,
      `pg_roles: no ${lease?.targetName}`,
    );
  }

  /** `named` left out: every role of ours. */
  private async rolesAtTarget(named = 'sp\\_%'): Promise<number> {
    const admin = new pg.Client({
      connectionString: this.adminUrl.reveal(),
    });
    await admin.connect();
    try {
      const { rows } = await admin.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM pg_roles WHERE rolname LIKE $1',
        [named],
      );
      return known(rows.at(0), 'The count').n;
    } finally {
      await admin.end();
    }
  }
}
