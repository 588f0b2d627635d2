import { setTimeout as delay } from 'node:timers/promises';
import { Client, type Pool } from 'pg';
import { atOnce } from '../rounds';
import type { ApprovedGrants, Claim } from './approved-grants';
import { claimCall } from './claim-call';
import type { HttpCaller } from './http-caller';
import type { Started } from './started';

const WIDTH = 8;
const AN_HOUR = 3_600_000;
const LOOK_EVERY = 100;
const PROVED_WITHIN = 60_000;

/** A log-in that the product made, with a connection that somebody has open. */
export interface LogIn {
  readonly claim: Claim;
  readonly leaseId: string;
  readonly systemId: string;
  readonly targetName: string;
}

interface Credential {
  readonly leaseId: string;
  readonly system: { readonly id: string };
  readonly username: string;
  readonly formats: readonly { readonly id: string; readonly text: string }[];
}

/** Log-ins made over HTTP, each with an open connection at the target. */
export class LogIns {
  private readonly cut = new Map<string, Promise<void>>();
  /** Of one log-in, its connection included, in milliseconds. */
  private longest = 0;

  constructor(
    private readonly started: Started,
    private readonly owner: Pool,
    private readonly grants: ApprovedGrants,
    private readonly http: HttpCaller,
  ) {}

  /** The moment from which `count` log-ins, begun now, are surely open. */
  readyBy(count: number): number {
    return Date.now() + 1_000 + 2 * count * this.longest;
  }

  /** For what is ended by hand. */
  openForLong(count: number): Promise<LogIn[]> {
    const deadline = new Date(Date.now() + AN_HOUR - 60_000);
    return this.open(Array.from({ length: count }, () => deadline));
  }

  /** One for each deadline. */
  async open(deadlines: readonly Date[]): Promise<LogIn[]> {
    const claims = await this.grants.makeInUse(deadlines);
    const logIns: LogIn[] = [];
    const began = performance.now();
    await atOnce(WIDTH, claims, async (claim) => {
      logIns.push(await this.openOne(claim));
    });
    this.longest = Math.max(this.longest, (performance.now() - began) / claims.length);
    return logIns;
  }

  /**
   * Milliseconds from the deadline of each to the proof that the product read at the target, on the target's clock.
   * Throws when one is not proved, or its connection is still open.
   */
  async provedAfter(logIns: readonly LogIn[]): Promise<number[]> {
    const ids = logIns.map(({ leaseId }) => leaseId);
    await this.until(async () => (await this.openAmong(ids)) === 0);
    await this.allCut(logIns);
    const { rows } = await this.owner.query<{ late: number }>(
      `SELECT 1000 * extract(epoch FROM (proof ->> 'readAt')::timestamptz - expires_at)::float8 AS late
       FROM lease WHERE id = ANY ($1)`,
      [ids],
    );
    return rows.map(({ late }) => late);
  }

  /** Answers once every connection of theirs has ended. */
  async allCut(logIns: readonly LogIn[]): Promise<void> {
    let open = logIns.length;
    for (const { leaseId } of logIns) void this.cut.get(leaseId)?.then(() => (open -= 1));
    await this.until(() => Promise.resolve(open === 0));
  }

  private async openOne(claim: Claim): Promise<LogIn> {
    const answer = JSON.parse(await this.http.call(claimCall(claim))) as Credential;
    const url = answer.formats.find(({ id }) => id === 'url');
    if (!url) throw new Error('The log-in has no URL.');
    const client = new Client({ connectionString: url.text });
    client.on('error', () => undefined);
    this.cut.set(answer.leaseId, new Promise<void>((resolve) => client.once('end', resolve)));
    await this.started.keep(
      client.connect().then(() => client),
      () => client.connection.stream.destroy(),
    );
    const { leaseId, system, username } = answer;
    return { claim, leaseId, systemId: system.id, targetName: username };
  }

  private async openAmong(ids: readonly string[]): Promise<number> {
    const { rows } = await this.owner.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM lease WHERE id = ANY ($1) AND state <> 'ended'`,
      [ids],
    );
    return rows[0].count;
  }

  private async until(holds: () => Promise<boolean>): Promise<void> {
    const latest = performance.now() + PROVED_WITHIN;
    while (!(await holds())) {
      if (performance.now() > latest)
        throw new Error('A log-in is not proved ended, or its connection is open still.');
      await delay(LOOK_EVERY);
    }
  }
}
