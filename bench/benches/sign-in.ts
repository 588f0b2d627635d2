import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Pool } from 'pg';
import type { BareVerify } from '../bare/verify-passwords';
import { againstLimit, alike, type Bench, type Measurement, type Tell } from '../measurement';
import { atOnce, inTurns, perSecond, ROUNDS } from '../rounds';
import { middleRound, quantile } from '../statistics';
import { type Call, HttpCaller } from '../support/http-caller';
import { Installation } from '../support/installation';
import { addTechLeads } from '../support/people';
import { Program } from '../support/program';
import type { Started } from '../support/started';

const PEOPLE = 60;
/** Below the number of hashes at once from which the product asks people to come again. */
const WIDTH = 8;
const A_TURN = 120;
/** The fifth wrong password of a person is the last that is compared, so each person is good for four. */
const WRONG_FOR_EACH = 4;
const COMPARED = 200;
const PASSWORD = randomBytes(12).toString('base64url');

/** A password that is right, and whether the clock tells who exists when it is wrong. */
export const signIn: Bench = {
  name: 'sign-in',
  about: `the right password, ${WIDTH} at a time; then a wrong one, for names that exist and names that do not`,
  async run(started, tell) {
    // Each attempt comes from a network of its own: one network's attempts are limited, and that is not measured here.
    const installation = await Installation.start(started, { SALLYPORT_TRUSTED_PROXIES: '127.0.0.1' });
    const bare = Program.start<BareVerify>(started, join(__dirname, '..', 'bare', 'verify-passwords.js'));
    const stored = await bare.ask('hash', { password: PASSWORD });
    const names = await peopleWith(installation.owner, stored);
    return [
      await rightOnes(started, installation, { bare, stored, names }, tell),
      await wrongOnes(installation, names, tell),
    ];
  },
};

interface Stage {
  readonly bare: Program<BareVerify>;
  readonly stored: string;
  readonly names: readonly string[];
}

async function rightOnes(
  started: Started,
  { product }: Installation,
  { bare, stored, names }: Stage,
  tell: Tell,
): Promise<Measurement> {
  const http = HttpCaller.to(started, product.url, WIDTH);
  const calls = Array.from({ length: A_TURN }, (_, index) => attempt(names[index % PEOPLE], PASSWORD));
  const rounds = await inTurns(
    () => perSecond(A_TURN, () => atOnce(WIDTH, calls, (call) => http.call(call))),
    () => bare.ask('verify', { stored, password: PASSWORD, times: A_TURN, width: WIDTH }),
    tell,
  );
  const found = { ...middleRound(rounds), samples: A_TURN * ROUNDS };
  return againstLimit(
    { name: 'sign-in', unit: 'sign-ins/s', ...found },
    { ratio: 0.8, higherIsBetter: true },
  );
}

/** One at a time and in turns, so that both kinds meet the same machine. */
async function wrongOnes(
  { product }: Installation,
  names: readonly string[],
  tell: Tell,
): Promise<Measurement> {
  tell(`${COMPARED} wrong passwords of each kind`);
  const known: number[] = [];
  const unknown: number[] = [];
  const tryKnown = async (n: number) =>
    known.push(await refusedIn(product.url, names[Math.floor(n / WRONG_FOR_EACH)]));
  const tryUnknown = async (n: number) => unknown.push(await refusedIn(product.url, `nobody-${n}`));
  for (let n = 0; n < COMPARED; n += 1) {
    const inTurn = n % 2 === 0 ? [tryKnown, tryUnknown] : [tryUnknown, tryKnown];
    for (const one of inTurn) await one(n);
  }
  return alike(0.05, {
    name: 'sign-in, unknown name (median)',
    unit: 'ms',
    ours: quantile(unknown, 0.5),
    limit: quantile(known, 0.5),
    samples: COMPARED,
  });
}

async function peopleWith(owner: Pool, stored: string): Promise<string[]> {
  const ids = (await addTechLeads(owner, PEOPLE)).map(({ personId }) => personId);
  await owner.query(
    `INSERT INTO password_credential (person_id, hash, changed_at) SELECT unnest($1::uuid[]), $2, now()`,
    [ids, stored],
  );
  const { rows } = await owner.query<{ handle: string }>(
    'SELECT handle FROM person WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return rows.map(({ handle }) => handle);
}

const attempt = (handle: string, password: string): Call => ({
  method: 'POST',
  path: '/api/v1/session',
  headers: { 'content-type': 'application/json', 'x-forwarded-for': newAddress() },
  body: JSON.stringify({ handle, password }),
});

const newAddress = (): string => `10.${randomBytes(3).join('.')}`;

/** Milliseconds until a wrong password was refused. */
async function refusedIn(url: string, handle: string): Promise<number> {
  const { method, path, headers, body } = attempt(handle, 'not the password of anybody');
  const began = performance.now();
  const answer = await fetch(`${url}${path}`, { method, headers, body });
  await answer.text();
  if (answer.status !== 401) throw new Error(`A wrong password was answered with ${answer.status}.`);
  return performance.now() - began;
}
