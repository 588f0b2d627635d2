import { join } from 'node:path';
import type { BareEnd } from '../bare/end';
import { atMost, type Bench, type Measurement, type Tell } from '../measurement';
import { inTurns } from '../rounds';
import { middleRound, quantile } from '../statistics';
import { ApprovedGrants } from '../support/approved-grants';
import { HttpCaller } from '../support/http-caller';
import { Installation } from '../support/installation';
import { LogIns } from '../support/log-ins';
import { addTechLeads } from '../support/people';
import { Program } from '../support/program';
import type { Started } from '../support/started';

/** As many as the product ends at once at one target. */
const WIDTH = 8;
const PEOPLE = 400;

const GROUPS = 5;
const IN_A_GROUP = 20;
/** Between two deadlines: the one before is over by then. */
const APART = 250;

const TOGETHER = 200;
const TOGETHER_ROUNDS = 3;

type Bare = Program<BareEnd>;

/** From the deadline to what was read at the target once the log-in was gone; each has a connection open until then. */
export const endToProof: Bench = {
  name: 'end-to-proof',
  about: 'from the deadline to the proof read at the target, one at a time and two hundred at once',
  async run(started, tell) {
    const installation = await Installation.start(started);
    const { logins } = installation;
    const logIns = await logInsAt(started, installation);
    const bare = Program.start<BareEnd>(started, join(__dirname, '..', 'bare', 'end.js'));
    await bare.ask('connect', { logins, width: WIDTH });
    await bare.ask('endTogether', { logIns: await logIns.openForLong(IN_A_GROUP), width: WIDTH });
    return [await oneAtATime(logIns, bare, tell), await together(logIns, bare, tell)];
  },
};

async function logInsAt(started: Started, { owner, product }: Installation): Promise<LogIns> {
  const grants = await ApprovedGrants.by(owner, await addTechLeads(owner, PEOPLE));
  return new LogIns(started, owner, grants, HttpCaller.to(started, product.url, WIDTH));
}

async function oneAtATime(logIns: LogIns, bare: Bare, tell: Tell): Promise<Measurement> {
  const ours: number[] = [];
  const limit: number[] = [];
  for (let group = 1; group <= GROUPS; group += 1) {
    tell(`one at a time, group ${group} of ${GROUPS}`);
    const first = logIns.readyBy(IN_A_GROUP);
    const deadlines = Array.from({ length: IN_A_GROUP }, (_, place) => new Date(first + place * APART));
    ours.push(...(await logIns.provedAfter(await logIns.open(deadlines))));
    for (const logIn of await logIns.openForLong(IN_A_GROUP))
      limit.push(...(await bare.ask('endTogether', { logIns: [logIn], width: 1 })));
  }
  return atMost(250, {
    name: 'end-to-proof, one (p99)',
    ours: quantile(ours, 0.99),
    limit: quantile(limit, 0.99),
    unit: 'ms',
    samples: ours.length,
  });
}

/** Until the last of them is proved. */
async function together(logIns: LogIns, bare: Bare, tell: Tell): Promise<Measurement> {
  const ours = async (): Promise<number> => {
    const deadline = new Date(logIns.readyBy(TOGETHER));
    const open = await logIns.open(Array.from({ length: TOGETHER }, () => deadline));
    return Math.max(...(await logIns.provedAfter(open)));
  };
  const limit = async (): Promise<number> => {
    const open = await logIns.openForLong(TOGETHER);
    const proved = await bare.ask('endTogether', { logIns: open, width: WIDTH });
    await logIns.allCut(open);
    return Math.max(...proved);
  };
  const rounds = await inTurns(ours, limit, tell, TOGETHER_ROUNDS);
  return atMost(5_000, {
    name: `end-to-proof, ${TOGETHER} (last)`,
    ...middleRound(rounds),
    unit: 'ms',
    samples: TOGETHER * TOGETHER_ROUNDS,
  });
}
