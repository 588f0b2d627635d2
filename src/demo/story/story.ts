import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Broker } from '../../broker';
import { DEMO_CUSTOMERS } from '../demo-database';
import { auditChapter } from './audit-chapter';
import { known } from '../../kernel';
import { Psql } from './psql';
import { StoryPerson } from './story-person';
import type { Transcript } from './transcript';
import {
  claimDigestOf,
  credentialView,
  grantView,
  linksView,
  linkView,
  requestView,
  type StoryGrant,
  type StoryRequest,
} from './views';

/** Milliseconds (I5): not before the moment that it has to end, and hardly after. */
const CUT_WITHIN = 1_000;

/** A minute that has begun, and what an overloaded machine may add to it. */
const AT_MOST = 75_000;
const JUSTIFICATION = 'Invoice 4711 shows a wrong total; find out which line is counted twice (SUP-4711).';

/** The shortest time that the demonstration's policy lets somebody ask for. */
const SHORTEST_SECONDS = 60;

interface ShortGrant {
  readonly grant: StoryGrant;
  readonly url: string;
  readonly session: Psql;
  readonly expiresAt: string;
}

/** The product's main job, from the ask to the proof, told by trying it. Throws `NotHeld` at the first thing that is not so. */
export class Story {
  private readonly lea: StoryPerson;
  private readonly hugo: StoryPerson;
  private readonly ines: StoryPerson;
  private readonly milan: StoryPerson;

  constructor(
    private readonly broker: Broker,
    url: string,
    private readonly tell: Transcript,
  ) {
    const person = (handle: string, name: string): StoryPerson =>
      new StoryPerson(url, handle, name, (seconds, whose) =>
        tell.say(`(${whose} waits ${seconds} s: an authenticator code is accepted once.)`),
      );
    this.lea = person('lea', 'Léa');
    this.hugo = person('hugo', 'Hugo');
    this.ines = person('ines', 'Ines');
    this.milan = person('milan', 'Milan');
  }

  async run(): Promise<void> {
    this.tell.chapter('Nobody has access');
    await this.nobodyHasAccess();
    this.tell.chapter('The tech lead asks, the CTO approves');
    const grant = await this.askAndApprove();
    this.tell.chapter('A log-in, for this and for now');
    const { session, url } = await this.useIt(grant);
    this.tell.chapter('“I’m done”');
    await this.done(grant, session, url);
    this.tell.chapter('An engineer, for one minute');
    const short = await this.forOneMinute();
    this.tell.chapter('Meanwhile, the CTO ends another one');
    await this.endedByCto();
    this.tell.chapter('The minute is over');
    await this.deadline(short);
    this.tell.chapter('The record');
    await auditChapter(this.hugo, grant, this.tell);
  }

  private async nobodyHasAccess(): Promise<void> {
    for (const person of [this.lea, this.hugo, this.ines, this.milan]) await person.signIn();
    this.tell.held(
      'The target holds no log-in of ours',
      (await this.rolesAtTarget()) === 0,
      'pg_roles: 0 roles named sp_…',
    );
    this.tell.refused(
      'Milan, an engineer, asks for customer data.',
      await this.milan.refusal('/requests', this.ask('customer-data-read', 600)),
      /CTO|tech lead/,
    );
    const blank = { method: 'POST', body: { profile: 'customer-data-read', justification: '   ' } } as const;
    this.tell.refused('Léa asks without saying why.', await this.lea.refusal('/requests', blank), /why/);
  }

  private async askAndApprove(): Promise<StoryGrant> {
    const request = await this.submit(this.lea, 'customer-data-read', 600);
    const approvers = request.asked.map(({ name }) => name).join(' and ');
    this.tell.held(
      'Léa asks for “Customer data, read only” for ten minutes',
      request.state === 'pending',
      `asked: ${approvers}`,
    );

    const links = linksView.parse(await this.lea.must(`/requests/${request.id}/approval-links`));
    const url = links.items.find(({ approver }) => approver.name === 'Hugo Brandt')?.url ?? '';
    const linkToken = url.slice(url.lastIndexOf('/') + 1);
    this.tell.refused(
      'Milan follows the CTO’s approval link.',
      await this.milan.refusal(`/approval-links/${linkToken}`, {}),
      /no such request/,
    );
    this.tell.refused(
      'Léa approves her own request.',
      await this.lea.refusal(`/requests/${request.id}/decisions`, this.decision(request, {})),
      /own request/,
    );
    const { request: shown } = linkView.parse(await this.hugo.must(`/approval-links/${linkToken}`));
    this.tell.held(
      'Hugo opens the link and reads exactly what is asked',
      shown.digest === request.digest,
      `“${shown.justification}”\nfingerprint ${shown.digest.slice(0, 16)}…`,
    );
    this.tell.refused(
      'Hugo approves without a second factor.',
      await this.hugo.refusal(`/requests/${request.id}/decisions`, this.decision(shown, {})),
      /code/,
    );
    const proof = await this.hugo.stepUp('requests.approve', shown.id, shown.digest);
    const call = this.decision(shown, { linkToken });
    const approved = requestView.parse(
      await this.hugo.must(`/requests/${request.id}/decisions`, { ...call, headers: proof }),
    );
    this.tell.held(
      'Hugo approves with a code that covers that fingerprint',
      approved.state === 'approved',
      'the ten minutes start at the first use',
    );
    return known(approved.grant, 'The grant');
  }

  private async useIt(grant: StoryGrant): Promise<{ session: Psql; url: string }> {
    this.tell.refused(
      'Léa takes the log-in without a second factor.',
      await this.lea.refusal(`/grants/${grant.id}/credential`, {
        method: 'POST',
        body: { digest: claimDigestOf(grant) },
      }),
      /code/,
    );
    const url = await this.claim(this.lea, grant);
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

  private async done(grant: StoryGrant, session: Psql, url: string): Promise<void> {
    const since = Date.now();
    await this.lea.must(`/grants/${grant.id}/end`, { method: 'POST', body: {} });
    await this.provedEnded(this.lea, grant, session, since);
    this.tell.refused(
      'The same password logs in again.',
      await Psql.refusedLogIn(url),
      /authentication failed|does not exist/,
    );
    this.tell.refused(
      'Léa takes another log-in of the same grant.',
      await this.lea.refusal(`/grants/${grant.id}/credential`, {
        method: 'POST',
        body: { digest: claimDigestOf(grant) },
      }),
      /ended/,
    );
  }

  private async endedByCto(): Promise<void> {
    const grant = await this.granted(this.lea, this.ines, 'customer-data-read', 600);
    const session = await Psql.logIn(await this.claim(this.lea, grant));
    this.tell.held(
      'Léa is granted it again, by the data protection officer this time, and is connected',
      await session.answers(),
    );
    const since = Date.now();
    await this.hugo.must(`/grants/${grant.id}/end`, {
      method: 'POST',
      body: { note: 'The incident is over.' },
    });
    await this.provedEnded(this.lea, grant, session, since);
  }

  private async forOneMinute(): Promise<ShortGrant> {
    const grant = await this.granted(this.milan, this.lea, 'usage-metrics-read', SHORTEST_SECONDS);
    const url = await this.claim(this.milan, grant);
    const session = await Psql.logIn(url);
    const claimed = grantView.parse(await this.milan.must(`/grants/${grant.id}`));
    const expiresAt = known(claimed.expiresAt, 'The deadline');
    this.tell.held(
      'Milan is granted “Usage metrics, read only”, and is connected',
      await session.answers(),
      `until ${expiresAt}`,
    );
    return { grant, url, session, expiresAt };
  }

  private async deadline({ grant, url, session, expiresAt }: ShortGrant): Promise<void> {
    await this.provedEnded(this.milan, grant, session, new Date(expiresAt).getTime());
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
    const after = await this.untilEnded(person, grant.id);
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

  private async untilEnded(person: StoryPerson, id: string): Promise<StoryGrant> {
    const until = Date.now() + AT_MOST;
    for (;;) {
      const grant = grantView.parse(await person.must(`/grants/${id}`));
      if (grant.state === 'ended' || Date.now() > until) return grant;
      await delay(50);
    }
  }

  private async granted(
    asker: StoryPerson,
    approver: StoryPerson,
    profile: string,
    seconds: number,
  ): Promise<StoryGrant> {
    const request = await this.submit(asker, profile, seconds);
    const headers = await approver.stepUp('requests.approve', request.id, request.digest);
    const call = { ...this.decision(request, {}), headers };
    return known(
      requestView.parse(await approver.must(`/requests/${request.id}/decisions`, call)).grant,
      'The grant',
    );
  }

  private async claim(person: StoryPerson, grant: StoryGrant): Promise<string> {
    const headers = await person.stepUp('grants.claim', grant.id, claimDigestOf(grant));
    const call = { method: 'POST', body: { digest: claimDigestOf(grant) }, headers } as const;
    const { formats } = credentialView.parse(await person.must(`/grants/${grant.id}/credential`, call));
    return known(
      formats.find(({ id }) => id === 'url'),
      'The URL',
    ).text;
  }

  private async submit(person: StoryPerson, profile: string, seconds: number): Promise<StoryRequest> {
    return requestView.parse(await person.must('/requests', this.ask(profile, seconds)));
  }

  private ask(profile: string, durationSeconds: number) {
    return { method: 'POST', body: { profile, durationSeconds, justification: JUSTIFICATION } } as const;
  }

  private decision({ version, digest }: StoryRequest, more: { linkToken?: string }) {
    return { method: 'POST', body: { decision: 'approve', version, digest, ...more } } as const;
  }

  /** `named` left out: every role of ours. */
  private async rolesAtTarget(named = 'sp\\_%'): Promise<number> {
    const admin = new pg.Client({
      connectionString: known(this.broker.demoTarget, 'The target').adminUrl.reveal(),
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
