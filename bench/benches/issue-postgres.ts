import { join } from 'node:path';
import type { BareIssue } from '../bare/issue';
import { againstLimit, type Bench } from '../measurement';
import { atOnce, inTurns, perSecond, ROUNDS } from '../rounds';
import { middleRound } from '../statistics';
import { ApprovedGrants } from '../support/approved-grants';
import { claimCall } from '../support/claim-call';
import { expectCount } from '../support/counts';
import { HttpCaller } from '../support/http-caller';
import { Installation } from '../support/installation';
import { addTechLeads } from '../support/people';
import { Program } from '../support/program';

const WIDTH = 8;
const A_TURN = 100;
/** So many that nobody holds more than a handful of grants, however long it runs. */
const PEOPLE = 400;

/** The whole call with which a person gets a log-in: second factor consumed, every rule asked again, audited twice. */
export const issuePostgres: Bench = {
  name: 'issue-postgres',
  about: 'log-ins issued over HTTP, 8 at a time',
  async run(started, tell) {
    const { product, logins, owner } = await Installation.start(started);
    const http = HttpCaller.to(started, product.url, WIDTH);
    const bare = Program.start<BareIssue>(started, join(__dirname, '..', 'bare', 'issue.js'));
    await bare.ask('connect', { logins, width: WIDTH });
    const grants = await ApprovedGrants.by(owner, await addTechLeads(owner, PEOPLE));
    const rounds = await inTurns(
      async () => {
        const calls = (await grants.make(A_TURN)).map(claimCall);
        return perSecond(A_TURN, () => atOnce(WIDTH, calls, (call) => http.call(call)));
      },
      async () => bare.ask('issueAll', { claims: await grants.make(A_TURN), width: WIDTH }),
      tell,
    );
    const made = 2 * A_TURN * (ROUNDS + 1);
    await expectCount(owner, `SELECT count(*)::int AS count FROM lease WHERE state = 'live'`, made);
    const found = { ...middleRound(rounds), samples: A_TURN * ROUNDS };
    return [
      againstLimit(
        { name: 'issue-postgres', unit: 'log-ins/s', ...found },
        { ratio: 0.6, higherIsBetter: true },
      ),
    ];
  },
};
