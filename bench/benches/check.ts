import { join } from 'node:path';
import type { Pool } from 'pg';
import type { BareCheck } from '../bare/check-server';
import { againstLimit, type Bench } from '../measurement';
import { atOnce, inTurns, perSecond, ROUNDS } from '../rounds';
import { middleRound } from '../statistics';
import { ApprovedGrants, type Claim } from '../support/approved-grants';
import { claimCall } from '../support/claim-call';
import { type Call, HttpCaller } from '../support/http-caller';
import { Installation } from '../support/installation';
import { addTechLeads } from '../support/people';
import { Program } from '../support/program';

const WIDTH = 16;
const A_TURN = 2_000;
const PEOPLE = 50;
/** The product's own pool has as many. */
const CONNECTIONS = 16;
const PROFILE = 'customer-data-read';

/** "May I use this now?": the question that a proxy or a tool asks before every use. */
export const check: Bench = {
  name: 'check',
  about: '“may this person use this now” with a bearer token, 16 at a time',
  async run(started, tell) {
    const { product, logins, owner } = await Installation.start(started);
    const bare = Program.start<BareCheck>(started, join(__dirname, '..', 'bare', 'check-server.js'));
    const ours = HttpCaller.to(started, product.url, WIDTH);
    const inUse = await someInUse(owner, ours);
    const url = await bare.ask('listen', { url: logins.app, connections: CONNECTIONS });
    const limit = HttpCaller.to(started, url, WIDTH);
    const rounds = await inTurns(
      () => turn(ours, inUse.map(askOurs)),
      () => turn(limit, inUse.map(askBare)),
      tell,
    );
    const found = { ...middleRound(rounds), samples: A_TURN * ROUNDS };
    return [
      againstLimit({ name: 'check', unit: 'checks/s', ...found }, { ratio: 0.7, higherIsBetter: true }),
    ];
  },
};

/** A person each, with a grant in use. */
async function someInUse(owner: Pool, http: HttpCaller): Promise<Claim[]> {
  const grants = await ApprovedGrants.by(owner, await addTechLeads(owner, PEOPLE));
  const claims = await grants.make(PEOPLE);
  await atOnce(WIDTH, claims, (claim) => http.call(claimCall(claim)));
  return claims;
}

const askOurs = ({ holder }: Claim): Call => ({
  method: 'GET',
  path: `/api/v1/check?profile=${PROFILE}`,
  headers: { authorization: `Bearer ${holder.bearer}` },
});

const askBare = ({ holder }: Claim): Call => ({
  method: 'GET',
  path: `/api/v1/check?profile=${PROFILE}&person=${holder.personId}`,
  headers: {},
});

function turn(http: HttpCaller, calls: readonly Call[]): Promise<number> {
  const all = Array.from({ length: A_TURN }, (_, index) => calls[index % calls.length]);
  return perSecond(A_TURN, () =>
    atOnce(WIDTH, all, async (call) => {
      const answer = await http.call(call);
      if (!answer.includes('"allowed":true')) throw new Error(`The check said no: ${answer}`);
    }),
  );
}
