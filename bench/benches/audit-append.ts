import { join } from 'node:path';
import type { Pool } from 'pg';
import { againstLimit, type Bench } from '../measurement';
import type { Work } from '../ours/work';
import { inTurns, ROUNDS } from '../rounds';
import { middleRound } from '../statistics';
import { ApprovedGrants } from '../support/approved-grants';
import { expectCount } from '../support/counts';
import { Installation } from '../support/installation';
import { addTechLeads } from '../support/people';
import { Program } from '../support/program';

const WIDTH = 16;
const A_TURN = 500;
const PEOPLE = 400;

/** What the trail costs the transaction that it tells of, sealing included: the product seals while this runs. */
export const auditAppend: Bench = {
  name: 'audit-append',
  about: 'the intent of a log-in in one transaction, with its event and without, 16 at a time',
  async run(started, tell) {
    const { settings, logins, owner } = await Installation.start(started);
    const work = Program.start<Work>(started, join(__dirname, '..', 'ours', 'work.js'));
    await work.ask('connect', { settings, logins });
    const grants = await ApprovedGrants.by(owner, await addTechLeads(owner, PEOPLE));
    const turn = async (withEvents: boolean): Promise<number> => {
      const claims = await grants.make(A_TURN);
      const rate = await work.ask('intend', { claims, width: WIDTH, withEvents });
      await settle(owner);
      return rate;
    };
    const rounds = await inTurns(
      () => turn(true),
      () => turn(false),
      tell,
    );
    const told = A_TURN * (ROUNDS + 1);
    const count = (from: string): string => `SELECT count(*)::int AS count FROM ${from}`;
    await expectCount(owner, count(`lease WHERE state = 'live'`), 2 * told);
    await expectCount(owner, count(`audit_event WHERE type = 'grants.lease_intended'`), told);
    const found = { ...middleRound(rounds), samples: A_TURN * ROUNDS };
    return [
      againstLimit({ name: 'audit-append', unit: 'tx/s', ...found }, { ratio: 0.85, higherIsBetter: true }),
    ];
  },
};

/** As if the log-ins had been made; else the product would soon end what it must take for abandoned. */
async function settle(owner: Pool): Promise<void> {
  await owner.query(
    `UPDATE lease SET state = 'live', issued_at = now(), claimed_until = NULL, next_attempt_at = NULL
     WHERE state = 'issuing'`,
  );
}
