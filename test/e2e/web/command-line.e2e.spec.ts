import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PHONE } from '../../support/browser';
import { ProductProcess } from '../../support/broker-process';
import type { Person } from '../../support/person';
import { eventually } from '../../support/postgres-client';
import { giveCode, Stage } from './stage';
import { addPasskey } from './virtual-authenticator';

jest.setTimeout(120_000);

let stage: Stage;
let folder: string;

beforeAll(async () => {
  [stage, folder] = await Promise.all([
    Stage.set({ host: 'localhost' }),
    mkdtemp(join(tmpdir(), 'sallyport-cli-')),
  ]);
});
afterAll(async () => {
  await stage?.clear();
  await rm(folder, { recursive: true });
});

const sallyport = (...words: string[]) => sallyportAs({}, ...words);
const sallyportAs = (settings: Record<string, string>, ...words: string[]) =>
  ProductProcess.command(words, {
    ...settings,
    XDG_CONFIG_HOME: folder,
    XDG_CACHE_HOME: folder,
    SALLYPORT_URL: stage.broker.url,
    TZ: 'Europe/Lisbon',
  });
/** Where a command says that it is confirmed. */
const linkOf = async (program: ProductProcess) => {
  const found = await eventually(
    () => Promise.resolve(/http:\S+(\/confirm\/\S+)/.exec(program.output)),
    (match) => match !== null || !program.running,
  );
  return found?.[1] ?? program.output;
};
const tokenOf = async (person: Person, scopes: string[]): Promise<string> => {
  await person.signInAgain();
  const body = { name: `Laptop of ${person.handle}`, scopes, expiresInDays: 1 };
  const { stepUp } = (await person.post('/api-tokens', body)).body;
  const header = await person.stepUp(stepUp.action, stepUp.subjectId, stepUp.digest);
  return (await person.post('/api-tokens', body, header)).body.token;
};
const login = async (name: string) => {
  const program = sallyport('login', '--no-browser', '--name', name);
  const found = await eventually(
    () => Promise.resolve(/http:\S+\?code=\S+/.exec(program.output)),
    (match) => match !== null,
  );
  const address = String(found);
  return { program, address };
};

it('lets a command line in by the browser, shows it there, and ends it', async () => {
  expect(await sallyport('status').exits()).toBe(3);
  const { program, address } = await login('lea-laptop');
  const lea = await stage.signedIn('lea', new URL(address).pathname + new URL(address).search);
  await lea.page.getByText('lea-laptop').first().waitFor();
  await stage.look(lea.page, 'device');
  await lea.page.getByRole('button', { name: 'Allow' }).click();
  await stage.look(lea.page, 'device-code');
  await giveCode(lea, 'Allow');
  await lea.page.getByText('It is in.').waitFor();
  await stage.look(lea.page, 'device-done');
  expect({ code: await program.exits(), output: program.output }).toMatchObject({
    code: 0,
    output: expect.stringContaining(`Signed in at ${stage.broker.url} as Léa`),
  });
  expect((await stat(join(folder, 'sallyport', 'signed-in.json'))).mode & 0o777).toBe(0o600);

  const status = sallyport('status', '--format', 'json');
  expect(await status.exits()).toBe(0);
  expect(JSON.parse(status.output)).toMatchObject({
    server: stage.broker.url,
    person: { handle: 'lea' },
    scopes: ['read', 'requests', 'approvals', 'grants'],
  });
  const list = sallyport('ls');
  expect(await list.exits()).toBe(0);
  expect(list.output).toContain('customer-data-read');

  await stage.signedIn('lea', '/');
  await lea.page.goto('/security');
  await lea.page.getByText('lea-laptop').waitFor();
  await lea.page.getByText('This one').waitFor();
  await stage.look(lea.page, 'security-full');
  await lea.page.getByRole('button', { name: 'End all others' }).click();
  await lea.page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'hidden' });
  await lea.page.getByRole('button', { name: 'End lea-laptop' }).click();
  await lea.page.getByText('No token and no command line acts as you').waitFor();
  await stage.look(lea.page, 'security-empty');
  expect(await sallyport('status').exits()).toBe(3);
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});

it('turns one away without a code, and says so at the terminal', async () => {
  const { program, address } = await login('somebody else');
  const hugo = await stage.signedIn('hugo', '/device', PHONE);
  await stage.look(hugo.page, 'device-empty');
  await hugo.page.getByRole('button', { name: 'Continue' }).click();
  await hugo.page.getByText('Type all eight letters.').waitFor();
  await hugo.page.getByLabel('Code that your terminal shows').fill('bbbb bbbb');
  await hugo.page.getByRole('button', { name: 'Continue' }).click();
  await hugo.page.getByText('No command line waits under this code').waitFor();
  await stage.look(hugo.page, 'device-unknown');
  await hugo.page.getByRole('button', { name: 'Type another code' }).click();
  const code = new URL(address).searchParams.get('code')!;
  await hugo.page.getByLabel('Code that your terminal shows').fill(code.replace('-', ' ').toLowerCase());
  await hugo.page.getByRole('button', { name: 'Continue' }).click();
  await hugo.page.getByRole('button', { name: 'Deny' }).click();
  await hugo.page.getByText('It was turned away.').waitFor();
  expect(await program.exits()).toBe(4);
  expect(program.output).toContain('This was not allowed.');
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});

it('confirms in the browser what a command line asks, for passkeys and where nothing can be typed', async () => {
  // One after the other: each code moves the clock on, and an earlier one is good for a step only.
  const [lea, hugo] = [await stage.signedIn('lea', '/'), await stage.signedIn('hugo', '/', PHONE)];
  await addPasskey(hugo, 'Phone of Hugo');
  const asLea = { SALLYPORT_TOKEN: await tokenOf(lea.person, ['read', 'grants']), DISPLAY: ':none' };
  const asHugo = { SALLYPORT_TOKEN: await tokenOf(hugo.person, ['read', 'approvals']) };
  const request = await lea.person.ask();

  const review = sallyportAs(asHugo, 'review', request.id, '--approve');
  await hugo.page.goto(await linkOf(review));
  await hugo.page.getByText('Your terminal has to show the same.').waitFor();
  await stage.look(hugo.page, 'confirm-approve');
  await lea.page.goto(await linkOf(review));
  await lea.page.getByText('There is nothing to confirm here').waitFor();
  await stage.look(lea.page, 'confirm-of-another');
  await hugo.page.getByRole('button', { name: 'Approve for 10 minutes' }).click();
  const dialog = hugo.page.getByRole('dialog');
  await dialog.getByText('Your passkey confirms fingerprint').waitFor();
  await stage.look(hugo.page, 'confirm-passkey');
  await dialog.getByRole('button', { name: 'Approve for 10 minutes' }).click();
  await hugo.page.getByText('Confirmed. Go back to your terminal.').waitFor();
  await stage.look(hugo.page, 'confirm-approve-done');
  expect({ code: await review.exits(), output: review.output }).toMatchObject({
    code: 0,
    output: expect.stringContaining('Approved: Léa Moreau'),
  });

  const refused = sallyportAs(asLea, 'db', 'url', 'customer-data-read');
  await lea.page.goto(await linkOf(refused));
  await lea.page.getByRole('button', { name: 'Make the log-in' }).waitFor();
  await stage.look(lea.page, 'confirm-claim');
  await lea.page.getByRole('button', { name: 'Refuse' }).click();
  await lea.page.getByText('Refused. Nothing was done.').waitFor();
  await stage.look(lea.page, 'confirm-refused');
  expect(await refused.exits()).toBe(4);

  const taken = sallyportAs(asLea, 'db', 'url', 'customer-data-read');
  await lea.page.goto(await linkOf(taken));
  await lea.page.getByRole('button', { name: 'Make the log-in' }).click();
  await stage.look(lea.page, 'confirm-code');
  await giveCode(lea, 'Make the log-in');
  expect({ code: await taken.exits(), output: taken.output }).toMatchObject({
    code: 0,
    output: expect.stringMatching(/postgres(ql)?:\/\/sp_/),
  });
  const interrupted = sallyportAs(asHugo, 'review', (await lea.person.ask()).id, '--approve');
  await linkOf(interrupted);
  process.kill(interrupted.pid, 'SIGINT');
  expect(await interrupted.exits()).toBe(130);
  expect(interrupted.output).toContain('Nothing was confirmed, and nothing was done.');
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});

it('makes a token that is shown once', async () => {
  const ines = await stage.signedIn('ines', '/security');
  await ines.page.getByRole('button', { name: 'Make a token' }).click();
  await ines.page.getByRole('button', { name: 'Continue' }).click();
  await ines.page.getByText('Give it a name that you will know again').waitFor();
  await ines.page.getByLabel('What is it for?').fill('Nightly export');
  await ines.page.getByLabel('Audit').check();
  await stage.look(ines.page, 'token-draft');
  await ines.page.getByRole('button', { name: 'Continue' }).click();
  await giveCode(ines, 'Make token');
  await ines.page.getByRole('button', { name: 'Show' }).click();
  const token = (await ines.page.getByText(/^sly_/).innerText()).trim();
  await stage.look(ines.page, 'token-made');
  const authorization = `Bearer ${token}`;
  const status = async () =>
    (await fetch(`${stage.broker.url}/api/v1/audit/status`, { headers: { authorization } })).status;
  expect(await status()).toBe(200);
  await ines.page.reload();
  await ines.page.getByText('Nightly export').waitFor();
  expect(await ines.page.getByText(/^sly_/).count()).toBe(0);
  await ines.page.getByRole('button', { name: 'End all', exact: true }).click();
  await ines.page.getByRole('dialog').getByRole('button', { name: 'End all' }).click();
  await ines.page.getByText('No token and no command line acts as you').waitFor();
  expect(await status()).toBe(401);
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
