import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type QueryResult } from 'pg';
import { dropStatement, FIND_ROLE } from '../../src/modules/connectors/postgres/end-role';
import { READ_ROLE, type RoleFacts } from '../../src/modules/connectors/postgres/read-role';
import { systemSettings } from '../../src/modules/connectors/postgres/settings';
import { forbidLogIn, signalStatements } from '../../src/modules/connectors/postgres/shut-out';
import { atOnce } from '../rounds';
import type { Logins } from '../support/installation';
import type { LogIn } from '../support/log-ins';
import { serve } from '../support/program';
import { type BareEvent, eventRow, INSERT_EVENT } from './event-row';
import { transaction } from './transaction';

/**
 * The bare limit of ending: the product's own statements at the target and the rows that it writes, in one transaction
 * before and one after. No clock is kept, nothing is looked up, claimed or tried again, and every statement of the
 * broker's database is prepared.
 */
const { leaseGroup } = systemSettings.parse({});
const FIRST_PAUSE = 2;
/** So that the product, which runs beside this, takes them for somebody's who ends them already. */
const CLAIM_LASTS = 30_000;

let broker: Pool;
let target: Pool;

const tasks = {
  connect({ logins, width }: { logins: Logins; width: number }): Promise<void> {
    broker = new Pool({ connectionString: logins.app, max: width });
    target = new Pool({ connectionString: logins.target, max: width, options: '-c search_path=pg_catalog' });
    return Promise.resolve();
  },

  /** For each, `width` at a time, the milliseconds from the beginning to its proof; in no order. */
  async endTogether({ logIns, width }: { logIns: LogIn[]; width: number }): Promise<number[]> {
    const began = performance.now();
    const proved: number[] = [];
    await atOnce(width, logIns, async (logIn) => {
      await end(logIn, () => proved.push(performance.now() - began));
    });
    return proved;
  },
};
export type BareEnd = typeof tasks;

async function end(logIn: LogIn, proved: () => void): Promise<void> {
  await writeEnding(logIn);
  await cut(logIn.targetName);
  await target.query(dropStatement(logIn.targetName));
  const { rows } = await target.query<RoleFacts>(READ_ROLE, [logIn.targetName]);
  const [facts] = rows;
  if (facts.role !== null || facts.connections > 0) throw new Error('It is still there.');
  proved();
  await writeEnded(logIn, facts);
}

async function cut(name: string): Promise<void> {
  const { rows } = await target.query<{ oid: number }>(FIND_ROLE, [name, leaseGroup]);
  const signal = signalStatements(rows[0].oid);
  let statements = [...forbidLogIn(name), ...signal];
  for (let pause = FIRST_PAUSE; ; pause *= 2) {
    const results = (await target.query(statements.join(';\n'))) as unknown as QueryResult<{
      signalled: boolean | null;
    }>[];
    if (results.at(-1)?.rows.every(({ signalled }) => signalled === null)) return;
    await delay(pause);
    statements = signal;
  }
}

const ENDING_GRANT = {
  name: 'ending-grant',
  text: `UPDATE access_grant SET state = 'ending', end_reason = 'deadline', end_asked_at = $2 WHERE id = $1`,
};
const ENDING_LEASE = {
  name: 'ending-lease',
  text: `UPDATE lease SET state = 'ending', end_asked_at = $2, next_attempt_at = $3, claimed_until = $3, attempts = 1,
           fence = fence + 2 WHERE id = $1`,
};
const ENDED_LEASE = {
  name: 'ended-lease',
  text: `UPDATE lease SET state = 'ended', ended_at = $2, proof = $3, claimed_until = NULL, next_attempt_at = NULL
         WHERE id = $1`,
};
const ENDED_GRANT = {
  name: 'ended-grant',
  text: `UPDATE access_grant SET state = 'ended', ended_at = $2 WHERE id = $1`,
};

function writeEnding({ claim, leaseId }: LogIn): Promise<void> {
  const now = new Date();
  const claimedUntil = new Date(now.getTime() + CLAIM_LASTS);
  const ending = aboutGrant(claim, 'grants.ending', { leases: 1, reason: 'deadline' }, 'grants.deadline');
  return transaction(broker, async (client) => {
    await client.query({ ...ENDING_GRANT, values: [claim.grantId, now] });
    await client.query({ ...ENDING_LEASE, values: [leaseId, now, claimedUntil] });
    await client.query({ ...INSERT_EVENT, values: eventRow(ending, now) });
  });
}

function writeEnded({ claim, leaseId, systemId }: LogIn, { readAt, ...facts }: RoleFacts): Promise<void> {
  const now = new Date();
  const summary = 'Role absent and 0 connections';
  const proof = { summary, readAt: readAt.toISOString() };
  const leaseEnded: BareEvent = {
    type: 'grants.lease_ended',
    subject: { kind: 'lease', id: leaseId },
    related: [
      { kind: 'grant', id: claim.grantId },
      { kind: 'system', id: systemId },
    ],
    claim,
    system: 'grants.ender',
    data: { ...proof, attempts: 1 },
  };
  const grantEnded = aboutGrant(claim, 'grants.ended', { summary }, 'grants.ender');
  return transaction(broker, async (client) => {
    await client.query({ ...ENDED_LEASE, values: [leaseId, now, JSON.stringify({ ...proof, facts })] });
    await client.query({ ...ENDED_GRANT, values: [claim.grantId, now] });
    await client.query({ ...INSERT_EVENT, values: eventRow(leaseEnded, now) });
    await client.query({ ...INSERT_EVENT, values: eventRow(grantEnded, now) });
  });
}

const aboutGrant = (
  claim: LogIn['claim'],
  type: string,
  data: BareEvent['data'],
  system: string,
): BareEvent => ({ type, subject: { kind: 'grant', id: claim.grantId }, related: [], claim, system, data });

serve(tasks);
