import { provideSecret, resolveSecret } from '../../../src/platform/config/environment';
import { PostgresProxy } from '../../peers/postgres-proxy';
import { DESKTOP, PHONE } from '../../support/browser';
import { cut, logIn } from '../../support/postgres-client';
import { giveCode, Stage, type Visitor } from './stage';

jest.setTimeout(300_000);

let stage: Stage;
let network: PostgresProxy;

beforeAll(async () => {
  stage = await Stage.set();
  network = await PostgresProxy.to(stage.broker.target.port);
  const direct = resolveSecret('env:SALLYPORT_DEMO_TARGET_URL').reveal();
  provideSecret('SALLYPORT_DEMO_TARGET_URL', network.through(direct));
});

afterAll(async () => {
  await network?.stop();
  await stage?.clear();
});

/** A log-in of Léa's that is open at the target. */
async function liveLogIn() {
  const [lea, hugo] = [await stage.broker.signIn('lea'), await stage.broker.signIn('hugo')];
  const { grant } = (await hugo.decide(await lea.ask())).body;
  const { formats } = (await lea.claim(grant)).body;
  // Not by way of the network that is going to be cut.
  const { host } = new URL(stage.broker.target.url());
  const direct = formats.map((one: { id: string; text: string }) =>
    one.id === 'url' ? { ...one, text: one.text.replace(/@[^/]+/, `@${host}`) } : one,
  );
  return logIn({ formats: direct });
}

const say = async ({ page }: Visitor, reason: string, button: RegExp): Promise<void> => {
  await page.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await page.getByRole('button', { name: button }).click();
};

it('a CTO on a phone ends everything, watches the proofs, and lifts the halt', async () => {
  const hugo = await stage.signedIn('hugo', '/end-everything', PHONE);
  const { page } = hugo;
  await page.getByText('Never needed so far').waitFor();
  await stage.look(page, 'end-everything-empty');
  await page.getByText('Everything', { exact: true }).click();
  await page.getByText('Nothing is open here').waitFor();
  await stage.look(page, 'end-everything-nothing');

  const client = await liveLogIn();
  const gone = cut(client, 90_000);
  await page.goto('/end-everything?kind=person&key=lea');
  await page.getByText('1 grant', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Léa Moreau' }).waitFor();
  await page.getByRole('button', { name: 'End 1 grant…' }).click();
  await page.getByText('Say in a sentence why').waitFor();
  await page.getByRole('switch').setChecked(true, { force: true });
  await stage.look(page, 'end-everything-chosen');
  await say(hugo, 'Léa’s laptop was stolen on the train.', /^End 1 grant and halt/);
  await page.getByRole('dialog').waitFor();
  await stage.look(page, 'end-everything-confirm');
  await giveCode(hugo, 'End and halt');
  await page.getByText('every target has said so, for 1 log-in').waitFor();
  await gone;
  await page.reload();
  await page.getByText(/Role absent and 0 connections/).waitFor();
  await stage.look(page, 'end-everything-proved');

  await page.getByText('All access of Léa Moreau is halted.').waitFor();
  await page.getByRole('button', { name: 'Lift…' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('The laptop was found again.');
  await stage.look(page, 'halt-lift');
  await giveCode(hugo, 'Lift the halt');
  await page.getByText('is halted.').waitFor({ state: 'hidden' });
  await page.getByText(/Lifted by Hugo Brandt/).waitFor();
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});

it('I7 shows what a target does not prove, and tries it at once when somebody asks', async () => {
  const client = await liveLogIn();
  const { open } = await network.shut();
  const hugo = await stage.signedIn('hugo', '/', DESKTOP);
  const { page } = hugo;
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Search and commands' }).fill('kill switch');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/end-everything');
  await page.getByText('A system', { exact: true }).click();
  await page.getByLabel('Which system').first().click();
  await page.getByRole('option', { name: 'Customer database · 1 grant' }).click();
  await say(hugo, 'The target behaves strangely.', /^End 1 grant…/);
  await giveCode(hugo, 'End now');
  await page.getByText(/1 log-in to go/).waitFor();
  stage.broker.clock.advance(61_000);
  await page.getByText('1 log-in is not proved gone yet. Sallyport keeps trying.').waitFor();
  await stage.look(page, 'end-everything-unconfirmed');

  await page.goto('/unconfirmed');
  await page.getByRole('button', { name: /^Try now/ }).waitFor();
  await stage.look(page, 'unconfirmed');
  await open();
  await page.getByRole('button', { name: /^Try now/ }).click();
  await page.getByText('Every end is proved').waitFor();
  await stage.look(page, 'unconfirmed-empty');
  await client.end().catch(() => undefined);

  const milan = await stage.signedIn('milan', '/end-everything?kind=all', DESKTOP);
  await milan.page.getByText('Your job role does not include this page').waitFor();
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
