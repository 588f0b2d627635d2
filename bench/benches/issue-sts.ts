import { join } from 'node:path';
import type { BareAssumeRole } from '../bare/assume-role';
import { againstLimit, type Bench, type Measurement, type Tell } from '../measurement';
import { atOnce, inTurns, perSecond } from '../rounds';
import { middleRound } from '../statistics';
import { ApprovedGrants } from '../support/approved-grants';
import { claimCall } from '../support/claim-call';
import { expectCount } from '../support/counts';
import { HttpCaller } from '../support/http-caller';
import { Installation } from '../support/installation';
import { addTechLeads } from '../support/people';
import { Program } from '../support/program';
import { StandIn } from '../support/stand-in';

const WIDTH = 8;
/** Twice, near and far. Odd, so that one round is the middle one. */
const ROUNDS = 5;
const A_TURN = 100;
/** So many that nobody holds more than a handful of grants, however long it runs. */
const PEOPLE = 400;
/** Milliseconds. A stand-in on the same machine answers at once, which no AWS does. */
const AWAY = 100;

/** The whole call with which a person gets a session: second factor consumed, every rule asked again, audited twice. */
export const issueSts: Bench = {
  name: 'issue-sts',
  about: 'sessions at AWS issued over HTTP, 8 at a time; AWS is a stand-in in a process of its own',
  async run(started, tell) {
    const aws = await StandIn.start(started);
    const settings = { SALLYPORT_DEMO_AWS: aws.credential };
    const { product, owner } = await Installation.start(started, settings);
    const http = HttpCaller.to(started, product.url, WIDTH);
    const bare = Program.start<BareAssumeRole>(started, join(__dirname, '..', 'bare', 'assume-role.js'));
    await bare.ask('connect', { credential: aws.credential });
    const holders = await addTechLeads(owner, PEOPLE);
    const grants = await ApprovedGrants.by(owner, holders, 'invoice-archive-read');
    const measure = (name: string, say: Tell): Promise<Measurement> => oneOf(name, grants, http, bare, say);
    const near = await measure('issue-sts', tell);
    await aws.moveAway(AWAY);
    const far = await measure(`issue-sts, ${AWAY} ms away`, (progress) =>
      tell(`${AWAY} ms away, ${progress}`),
    );
    const made = 2 * A_TURN * (ROUNDS + 1);
    await expectCount(owner, `SELECT count(*)::int AS count FROM lease WHERE state = 'live'`, made);
    return [near, far];
  },
};

async function oneOf(
  name: string,
  grants: ApprovedGrants,
  http: HttpCaller,
  bare: Program<BareAssumeRole>,
  tell: Tell,
): Promise<Measurement> {
  const rounds = await inTurns(
    async () => {
      const calls = (await grants.make(A_TURN)).map(claimCall);
      return perSecond(A_TURN, () => atOnce(WIDTH, calls, (call) => http.call(call)));
    },
    () => bare.ask('assumeAll', { count: A_TURN, width: WIDTH }),
    tell,
    ROUNDS,
  );
  const found = { ...middleRound(rounds), samples: A_TURN * ROUNDS };
  return againstLimit({ name, unit: 'sessions/s', ...found }, { ratio: 0.7, higherIsBetter: true });
}
