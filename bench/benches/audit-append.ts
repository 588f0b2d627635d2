import { join } from 'node:path';
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
const A_TURN = 1_000;
const PEOPLE = 200;

/** What the trail costs the transaction that it tells of, sealing included: the product seals while this runs. */
export const auditAppend: Bench = {
  name: 'audit-append',
  about: 'a grant given back in one transaction, with its event and without, 16 at a time',
  async run(started, tell) {
    const { settings, logins, owner } = await Installation.start(started);
    const work = Program.start<Work>(started, join(__dirname, '..', 'ours', 'work.js'));
    await work.ask('connect', { settings, logins });
    const grants = await ApprovedGrants.by(owner, await addTechLeads(owner, PEOPLE));
    const turn = async (withEvents: boolean): Promise<number> =>
      work.ask('giveBack', { claims: await grants.make(A_TURN), width: WIDTH, withEvents });
    const rounds = await inTurns(
      () => turn(true),
      () => turn(false),
      tell,
    );
    const told = A_TURN * (ROUNDS + 1);
    const count = (from: string): string => `SELECT count(*)::int AS count FROM ${from}`;
    await expectCount(owner, count(`access_grant WHERE state = 'ended'`), 2 * told);
    await expectCount(owner, count(`audit_event WHERE type = 'grants.closed_unused'`), told);
    const found = { ...middleRound(rounds), samples: A_TURN * ROUNDS };
    return [
      againstLimit({ name: 'audit-append', unit: 'tx/s', ...found }, { ratio: 0.85, higherIsBetter: true }),
    ];
  },
};
