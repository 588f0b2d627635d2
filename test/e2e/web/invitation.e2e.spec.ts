import type { Page } from 'playwright-core';
import { DAY, Redacted, SECOND } from '../../../src/kernel';
import { DirectoryRepository } from '../../../src/modules/directory';
import { codeAt, ForgetCredentials } from '../../../src/modules/identity';
import { systemActor } from '../../../src/platform/database/actor';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { anotherTechLead } from '../../support/another-tech-lead';
import { PHONE } from '../../support/browser';
import { signed } from '../../support/sign-what-was-sent';
import { SingleSignOn } from '../../support/single-sign-on';
import { confirm, giveCode, Stage, type Visitor } from './stage';

jest.setTimeout(180_000);

const PASSWORD = 'seven herons over the harbour';

let stage: Stage;
let hugo: Visitor;

beforeAll(async () => {
  stage = await Stage.set();
  hugo = await stage.signedIn('hugo', '/');
});
afterAll(() => stage?.clear());

const personOf = async (handle: string) =>
  (await stage.broker.get(DirectoryRepository).findByName(stage.broker.get(UnitOfWork).reader, handle))!;

/** Somebody in the directory who never signed in. */
async function newcomer(handle: string): Promise<void> {
  const { id } = await personOf(handle);
  await stage.broker
    .get(UnitOfWork)
    .run(systemActor('test'), (tx) => stage.broker.get(ForgetCredentials).of(tx, id));
}

/** The path of the link that is shown once. */
async function linkToHandOver({ page }: Visitor, button: string): Promise<string> {
  await page.getByRole('button', { name: button }).click();
  await confirm(hugo, 'Make the link');
  const dialog = page.getByRole('dialog', { name: /^Hand this link to/ });
  await dialog.getByRole('button', { name: 'Show' }).click();
  const text = await dialog.getByRole('group', { name: 'Invitation link' }).innerText();
  await stage.look(page, 'person-invitation-link');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  return new URL(text).pathname;
}

/** The path in a message that went out, once the worker has come to it. */
async function mailedPath(pattern: RegExp): Promise<string> {
  for (;;) {
    const found = pattern.exec(JSON.stringify((await hugo.person.get('/demo/mail')).body));
    if (found) return found[0];
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function choosePassword(page: Page, password = PASSWORD): Promise<void> {
  await page.getByRole('textbox', { name: 'New password' }).fill(password);
  await page.getByRole('button', { name: /this password$/ }).click();
}

it('leads somebody who cannot sign in from an invitation, by a password and a first second factor, to the home page', async () => {
  await newcomer('lea');
  const { page } = hugo;
  await page.goto('/people/lea');
  await page.getByText('Not yet: nobody has invited them.').waitFor();
  await stage.look(page, 'person-uninvited');
  const first = await linkToHandOver(hugo, 'Make a link to hand over');
  await page.getByText('Not yet: the invitation waits to be accepted.').waitFor();
  await stage.look(page, 'person-invited');
  const second = await linkToHandOver(hugo, 'Make a new link to hand over');

  const lea = await stage.visitor('lea', PHONE);
  await lea.page.goto(first);
  await lea.page.getByText('This link was used already, replaced by a newer one').waitFor();
  await stage.look(lea.page, 'invitation-over');
  await lea.page.goto(second);
  await lea.page.getByRole('heading', { name: 'Welcome, Léa Moreau' }).waitFor();
  await stage.look(lea.page, 'invitation');
  await choosePassword(lea.page);
  await lea.page.getByRole('heading', { name: 'You need a second factor' }).waitFor();
  await stage.look(lea.page, 'invitation-second-factor');

  await page.getByRole('link', { name: 'Second factors of people' }).click();
  await page.getByText('You handed over the invitation: another CTO or tech lead').waitFor();
  expect(await page.getByRole('button', { name: /^Issue an enrolment code for Léa/ }).count()).toBe(0);
  const tomasz = await anotherTechLead(stage.broker);
  const issued = await signed(tomasz, `/people/${(await personOf('lea')).id}/enrolment-code`, {});
  const code = issued.body.code as string;
  await lea.page.getByLabel('Enrolment code').fill(code);
  await lea.page.getByRole('button', { name: 'Continue' }).click();
  await lea.page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const key = await lea.page.getByText(/^([A-Z2-7]{4} ){3,}[A-Z2-7]+$/).innerText();
  stage.broker.clock.advance(30 * SECOND);
  const seed = new Redacted(key.replaceAll(' ', ''));
  await lea.page.getByLabel(/Type the six digits/).fill(codeAt(seed, stage.broker.clock.now()));
  await lea.page.getByRole('button', { name: 'Confirm' }).click();
  await lea.page.getByRole('button', { name: 'I have kept them, go on' }).click();
  await lea.page.getByRole('navigation').first().waitFor();
  expect(new URL(lea.page.url()).pathname).toBe('/');

  await page.goto('/people/lea');
  await page.getByText(/^With a password, chosen/).waitFor();
  expect(await page.getByRole('button', { name: /hand over/ }).count()).toBe(0);
  expect([...stage.faults, ...stage.errors]).toEqual([]);
});

it('goes by e-mail, and is all that somebody needs whose job role works with a password', async () => {
  await newcomer('aino');
  const { page } = hugo;
  await page.goto('/people/aino');
  await page.getByRole('button', { name: 'Invite by e-mail' }).click();
  await giveCode(hugo, 'Send the invitation');
  await page.getByText(/^The invitation is on its way to/).waitFor();
  await page.getByRole('button', { name: 'Invite again by e-mail' }).waitFor();
  const path = await mailedPath(/\/invitation\/[\w-]{43}/);

  const aino = await stage.visitor('aino');
  await aino.page.goto(path);
  await choosePassword(aino.page);
  await aino.page.getByRole('navigation').first().waitFor();
  await aino.page.goto('/security');
  await aino.page.getByText('You sign in with a password alone').waitFor();
  expect(await aino.page.getByRole('heading', { name: 'Accounts elsewhere' }).count()).toBe(0);
  await aino.page.goto('/change-password');
  await aino.page.getByRole('textbox', { name: 'New password' }).waitFor();
  await stage.look(aino.page, 'change-password');
  expect([...stage.faults, ...stage.errors]).toEqual([]);
});

it('leads somebody who forgot the password to another one', async () => {
  const { page } = await stage.visitor('aino');
  await page.goto('/sign-in');
  await page.getByRole('link', { name: /Forgot/ }).click();
  await stage.look(page, 'forgot-password');
  await page.getByLabel('Handle or e-mail').fill('aino');
  await page.getByRole('button', { name: /link/i }).click();
  await page.goto(await mailedPath(/\/reset\/[\w-]{43}/));
  await page.getByRole('textbox', { name: 'New password' }).waitFor();
  await stage.look(page, 'reset');
  await choosePassword(page, 'eleven herons over the harbour');
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.getByLabel('Handle or e-mail').fill('aino');
  await page.getByRole('textbox', { name: 'Password' }).fill('eleven herons over the harbour');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation').first().waitFor();
  expect([...stage.faults, ...stage.errors]).toEqual([]);
});

it('unlocks somebody who got the password wrong too often', async () => {
  const stranger = await stage.visitor('milan');
  await stranger.person.get('/session');
  for (let tries = 0; tries < 5; tries += 1)
    await stranger.person.post('/session', { handle: 'milan', password: `wrong ${tries}` });
  const { page } = hugo;
  await page.goto('/people/milan');
  await page.getByText('After too many wrong attempts').waitFor();
  await stage.look(page, 'person-locked');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await giveCode(hugo, 'Unlock');
  await page.getByText('After too many wrong attempts').waitFor({ state: 'detached' });
  expect([...stage.faults, ...stage.errors]).toEqual([]);
});

it('puts a prerequisite on record, and refuses days that cannot be before anything is sent', async () => {
  const { page } = hugo;
  await page.goto('/people/milan');
  const button = page.getByRole('button', { name: /^Record / }).first();
  await button.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByText('Say on which day it was met.').waitFor();
  await stage.look(page, 'person-record-missing');
  const yesterday = new Date(stage.broker.clock.now().getTime() - DAY);
  const inWords = yesterday.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  await dialog.getByLabel('Met on').fill(yesterday.toISOString().slice(0, 10));
  await dialog.getByLabel('Note').fill('Certificate 4711');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByText(`met it on ${inWords}. Note: “Certificate 4711”`).waitFor();
  await stage.look(page, 'person-record');
  await giveCode(hugo, 'Record it');
  await page.getByText(`Met on ${inWords}`).first().waitFor();
  await stage.look(page, 'person-recorded');
  expect([...stage.faults, ...stage.errors]).toEqual([]);
});

it('shows the accounts that one signs in with elsewhere, and removes one with a second factor', async () => {
  const sso = new SingleSignOn(stage.broker);
  await sso.offer({ key: 'marelle', name: 'Marelle Workspace', issuer: 'https://id.marelle.example' });
  await sso.link(await personOf('hugo'), 'https://id.marelle.example');
  const { page } = hugo;
  await page.goto('/security');
  await page.getByRole('button', { name: 'Remove Marelle Workspace' }).waitFor();
  await stage.look(page, 'security-elsewhere');
  await page.getByRole('button', { name: 'Remove Marelle Workspace' }).click();
  await giveCode(hugo, 'Remove it');
  await page.getByText('No account is linked').waitFor();
  await stage.look(page, 'security-nothing-linked');
  await page.goto('/people/lea');
  await page.getByRole('button', { name: 'Invite to link an account' }).waitFor();
  await stage.look(page, 'person-link-account');
  expect([...stage.faults, ...stage.errors]).toEqual([]);
});
