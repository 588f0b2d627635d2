import { ask } from '../../support/postgres-client';
import { PHONE } from '../../support/browser';
import type { Json } from '../../support/person';
import { giveCode, Stage, type Visitor } from './stage';
import { addPasskey } from './virtual-authenticator';

jest.setTimeout(120_000);

const REASON = 'A hospital cannot print its prescriptions, and nobody else can be reached.';
const CORRECTION = {
  profile: 'customer-data-correction',
  ticket: 'SUP-8',
  justification: 'Correct the name of a customer who has married, see the ticket for it.',
};

let stage: Stage;
let hugo: Visitor;
let ines: Visitor;

beforeAll(async () => {
  stage = await Stage.set({ aws: false, host: 'localhost' });
  hugo = await stage.signedIn('hugo', '/');
  ines = await stage.signedIn('ines', '/', PHONE);
});
afterEach(() => {
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
afterAll(() => stage?.clear());

it('takes access in an emergency by the keyboard, with a passkey, and somebody else reviews it', async () => {
  const { page } = hugo;
  await addPasskey(hugo, 'Laptop of Hugo');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Find a page, profile or request').fill('break glass');
  await page.getByRole('button', { name: /Emergency access/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('Never used').waitFor();
  await stage.look(page, 'break-glass-never');

  await page.getByRole('button', { name: 'Take access…' }).press('Enter');
  await page.getByText('Say it in at least 20 characters.').waitFor();
  // What is missing has the focus.
  await page.keyboard.type(REASON);
  await page.getByRole('button', { name: 'Take access…' }).press('Enter');
  await page.getByRole('dialog').getByText('Your passkey confirms fingerprint').waitFor();
  await stage.look(page, 'break-glass-passkey');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}/);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).press('Enter');
  await page.getByText('Taken in an emergency by you').waitFor();
  await page.getByText('somebody else reviews it').waitFor();
  await stage.look(page, 'break-glass-request');
  await page.getByRole('link', { name: 'Its review' }).press('Enter');
  await page.getByText('Your last emergency access has not been reviewed').waitFor();
  await stage.look(page, 'break-glass-refused');

  const [{ id, grant }] = await ask<{ id: string; grant: string }>(
    stage.broker.database.url('sallyport'),
    'SELECT b.id, g.id AS "grant" FROM break_glass b JOIN access_grant g ON g.request_id = b.request_id',
  );
  await page.goto(`/grants/${grant}`);
  await page.getByRole('button', { name: 'Not needed' }).press('Enter');
  await page.getByRole('dialog').getByRole('button').last().press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await review(ines, id);
});

/** From the link of a message, on a phone. */
async function review(by: Visitor, id: string): Promise<void> {
  const { page } = by;
  await page.goto(`/break-glass#${id}`);
  await page.getByText('Its review is due').waitFor();
  await page.waitForFunction(`document.activeElement.id === '${id}'`);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Choose one of the two, and say in a sentence why.').waitFor();
  await page.keyboard.type('The hospital confirmed it; two rows were read.');
  await page.getByText('Justified', { exact: true }).click();
  await stage.look(page, 'break-glass-review');
  await page.getByRole('button', { name: 'Continue' }).click();
  await giveCode(by, 'Sign the review');
  await page.getByText('Ines Duarte reviewed it').waitFor();
  await stage.look(page, 'break-glass-reviewed');
}

it('shows on the page of a request who of two is still to decide, and goes back to the list', async () => {
  const lea = await stage.broker.signIn('lea');
  const request: Json = await lea.ask(CORRECTION);
  const { page } = ines;
  await page.goto('/approvals');
  await page.getByRole('link', { name: /Customer data, correction/ }).click();
  await page.getByRole('button', { name: /^Approve for/ }).click();
  await giveCode(ines, /^Approve for/);
  await page.getByText('You have approved this.').waitFor();
  await stage.look(page, 'two-stages-one-said-yes');
  // What was decided by keyboard or finger is not left with the focus nowhere.
  await page.waitForFunction('document.activeElement !== document.body');
  await page.goBack();
  await page.getByText('Nothing waits for you').waitFor();

  await hugo.page.goto(`/requests/${request.id}`);
  await hugo.page.getByText(/You may approve as the other person/).waitFor();
  const asked = hugo.page.getByRole('region', { name: 'Who is asked' });
  const [first, second] = ['The other person of the personal-data circle', 'The data protection officer'];
  await asked.getByRole('listitem').filter({ hasText: first }).getByText('Waiting').waitFor();
  await asked.getByRole('listitem').filter({ hasText: second }).getByText('Said yes.').first().waitFor();
  await stage.look(hugo.page, 'two-stages-second');
  expect(await hugo.page.title()).toBe('Customer data, correction · Sallyport');
  await lea.post(`/requests/${request.id}/cancel`);
});

it('keeps what a person wants to be told, and says so', async () => {
  const { page } = ines;
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Changes' }).waitFor();
  await stage.look(page, 'places-more');
  await page.keyboard.press('Escape');
  await page.goto('/notifications');
  await page.getByText('No Slack account is bound to you').waitFor();
  await page.getByLabel('E-mail', { exact: true }).check();
  await page.getByLabel('What became of my requests').uncheck();
  await page.getByRole('button', { name: 'Save' }).press('Enter');
  await page.getByText('Saved.').waitFor();
  await stage.look(page, 'notifications');
  const kept = await (await stage.broker.signIn('ines')).get('/notifications/preference');
  expect(kept.body).toMatchObject({ channels: ['mail'], ownRequests: false, ownAccess: true });
});
