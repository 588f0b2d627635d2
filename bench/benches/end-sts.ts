import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { LEASE_CHANNEL } from '../../src/modules/grants/deadlines/lease-channel';
import { atMost, type Bench } from '../measurement';
import { atOnce } from '../rounds';
import { ApprovedGrants } from '../support/approved-grants';
import { claimCall } from '../support/claim-call';
import { HttpCaller } from '../support/http-caller';
import { Installation } from '../support/installation';
import { addTechLeads } from '../support/people';
import { StandIn } from '../support/stand-in';

const TOGETHER = 500;
const WIDTH = 8;
const LOOK_EVERY = 20;
const WITHIN = 60_000;
/** Batches of 256 leases that end at once; ends that come while a write is under way share the next one. */
const MOST_WRITES = 10;

/** Five hundred sessions of one role, ended before their time: how many policies are written for it, and until when. */
export const endSts: Bench = {
  name: 'end-sts',
  about: `${TOGETHER} sessions of one role at AWS ended at once, each until it is proved`,
  async run(started, tell) {
    const aws = await StandIn.start(started);
    const { product, owner } = await Installation.start(started, { SALLYPORT_DEMO_AWS: aws.credential });
    const http = HttpCaller.to(started, product.url, WIDTH);
    // A probe would be two more calls for each of them.
    await owner.query(
      `UPDATE entitlement SET settings = settings - 'probe' WHERE key = 'invoice-archive-reader'`,
    );
    const holders = await addTechLeads(owner, TOGETHER);
    const grants = await ApprovedGrants.by(owner, holders, 'invoice-archive-read');
    tell(`${TOGETHER} sessions are taken`);
    const claims = await grants.make(TOGETHER);
    await atOnce(WIDTH, claims, (claim) => http.call(claimCall(claim)));

    tell('all of them are ended');
    const before = await aws.count('PutRolePolicy');
    const began = performance.now();
    await endAll(owner);
    await untilAllProved(owner);
    const took = performance.now() - began;
    const writes = (await aws.count('PutRolePolicy')) - before;
    const common = { limit: null, samples: TOGETHER };
    return [
      atMost(10_000, { name: `end-sts, ${TOGETHER} (last)`, ours: took, unit: 'ms', ...common }),
      atMost(MOST_WRITES, { name: 'end-sts, policy writes', ours: writes, unit: 'writes', ...common }),
    ];
  },
};

/** As an end of everything leaves them: nobody asks for five hundred ends by hand. */
async function endAll(owner: Pool): Promise<void> {
  await owner.query(
    `WITH ending AS (
       UPDATE access_grant SET state = 'ending', end_reason = 'revoked', end_asked_at = now() WHERE state = 'active'
       RETURNING id
     )
     UPDATE lease SET state = 'ending', end_asked_at = now(), next_attempt_at = now()
     WHERE grant_id IN (SELECT id FROM ending)`,
  );
  await owner.query(`NOTIFY ${LEASE_CHANNEL}`);
}

async function untilAllProved(owner: Pool): Promise<void> {
  const latest = performance.now() + WITHIN;
  const proved = `SELECT count(*)::int AS count FROM lease WHERE state = 'ended' AND proof IS NOT NULL`;
  for (;;) {
    const { rows } = await owner.query<{ count: number }>(proved);
    if (rows[0].count === TOGETHER) return;
    if (performance.now() > latest)
      throw new Error(`Only ${rows[0].count} of ${TOGETHER} were proved ended.`);
    await delay(LOOK_EVERY);
  }
}
