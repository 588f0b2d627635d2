import { Client } from 'pg';
import { MINUTE } from '../../../src/kernel';
import { PHONE } from '../../support/browser';
import type { Person } from '../../support/person';
import { type Json } from '../../support/person';
import { confirm, giveCode, Stage, type Visitor } from './stage';

jest.setTimeout(120_000);

let stage: Stage;
let asker: Person;

beforeAll(async () => {
  stage = await Stage.set();
  asker = await stage.broker.signIn('lea');
});

afterEach(() => {
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});

afterAll(() => stage?.clear());

const linkFor = (request: Json, approver: string): Promise<string> =>
  stage.approvalPath(asker, request.id, approver);

const stateOf = async (request: Json): Promise<string> =>
  (await asker.get(`/requests/${request.id}`)).body.state;

const cancel = (request: Json): Promise<unknown> => asker.post(`/requests/${request.id}/cancel`);

describe('an approver who does not approve', () => {
  let request: Json;
  let hugo: Visitor;
  let link: string;

  beforeAll(async () => {
    request = await asker.ask();
    link = await linkFor(request, 'Hugo Brandt');
    hugo = await stage.signedIn('hugo', link, PHONE);
  });

  afterAll(() => hugo.page.context().close());

  it('must say why, and who asked reads it', async () => {
    const { page } = hugo;
    await page.getByRole('button', { name: 'Deny' }).click();
    const dialog = page.getByRole('dialog');
    await confirm(hugo, 'Deny');
    await dialog.getByText('Say in a sentence why not').waitFor();
    await stage.look(page, 'denial-without-reason');
    expect(await stateOf(request)).toBe('pending');

    await dialog.getByLabel('Reason').fill('Ask the shop for the PDF first.');
    await giveCode(hugo, 'Deny');
    await page.getByText('You have denied this.').waitFor();
    await stage.look(page, 'denial');

    const lea = await stage.signedIn('lea', `/requests/${request.id}`);
    await lea.page.getByText('Hugo Brandt has denied this.').waitFor();
    await lea.page.getByText('Ask the shop for the PDF first.').waitFor();
    await stage.look(lea.page, 'request-denied');
    await lea.page.getByRole('link', { name: 'Ask again' }).click();
    await lea.page.getByLabel('Why do you need it?').waitFor();
    await lea.page.context().close();
  });

  it('finds the used link telling what it came to, with nothing left to press', async () => {
    await hugo.page.goto(link);
    await hugo.page.getByText('You have denied this.').waitFor();
    expect(await hugo.page.getByRole('button', { name: /Approve|Deny/ }).count()).toBe(0);
  });
});

describe('an approver whose page is not the newest any more', () => {
  const NEW_REASON = 'Invoice 4712, not 4711: the shop has written again and named the right one.';
  let request: Json;

  beforeEach(async () => {
    request = await asker.ask();
  });

  afterEach(() => cancel(request));

  const edit = async (): Promise<void> => {
    const lea = await stage.signedIn('lea', `/requests/${request.id}`);
    await lea.page.getByRole('button', { name: 'Change', exact: true }).click();
    await lea.page.getByLabel('Why do you need it?').fill(NEW_REASON);
    await stage.look(lea.page, 'edit');
    await lea.page.getByRole('button', { name: 'Save the change' }).click();
    await lea.page.getByText(NEW_REASON).first().waitFor();
    await lea.page.context().close();
  };

  it('I2 approves nothing with an open dialog, and is shown what it says now', async () => {
    const hugo = await stage.signedIn('hugo', `/requests/${request.id}`);
    const { page } = hugo;
    await page.getByRole('button', { name: /^Approve for/ }).click();
    await edit();
    // The newest version has come in behind the dialog, unread: what was pressed upon is another.
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await page.getByText(NEW_REASON).first().waitFor({ timeout: 60_000 });
    await confirm(hugo, /^Approve for/);
    await page.getByText('was changed after this page was opened').waitFor();
    expect(await stateOf(request)).toBe('pending');

    await page.keyboard.press('Escape');
    await page.getByText('changed while you had it open').waitFor();
    await page.getByText(NEW_REASON).first().waitFor();
    await stage.look(page, 'request-changed-meanwhile');
    await page.context().close();
  });

  it('I2 finds a link from before the change without a decision, and the way to the newest version', async () => {
    const link = await linkFor(request, 'Hugo Brandt');
    await edit();
    const { page } = await stage.signedIn('hugo', link);
    await page.getByText('This link no longer works.').waitFor();
    await stage.look(page, 'approval-link-outdated');
    await page.getByRole('link', { name: 'Decide on its own page' }).click();
    await page.getByRole('button', { name: /^Approve for/ }).waitFor();
    await page.getByText(NEW_REASON).first().waitFor();
    await page.context().close();
  });

  it('is told that a confirmation was too old, and can give a fresh one', async () => {
    const hugo = await stage.signedIn('hugo', `/requests/${request.id}`);
    const { page } = hugo;
    await page.route('**/decisions', async (route) => {
      stage.broker.clock.advance(6 * MINUTE);
      await route.continue();
    });
    await page.getByRole('button', { name: /^Approve for/ }).click();
    await confirm(hugo, /^Approve for/);
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await stage.look(page, 'confirmation-too-old');
    expect(await stateOf(request)).toBe('pending');

    await page.unroute('**/decisions');
    await giveCode(hugo, /^Approve for/);
    await page.getByText('You have approved this.').waitFor();
    expect(await stateOf(request)).toBe('approved');
    await page.context().close();
  });
});

describe('a link', () => {
  let request: Json;

  beforeAll(async () => {
    request = await asker.ask();
  });

  it('of somebody else leads to one’s own approvals', async () => {
    const { page } = await stage.signedIn('hugo', await linkFor(request, 'Ines Duarte'), PHONE);
    await page.getByRole('heading', { name: 'This link does not lead to a decision' }).waitFor();
    await stage.look(page, 'approval-link-foreign');
    await page.getByRole('link', { name: 'What waits for you' }).click();
    await page.getByRole('heading', { name: 'Approvals' }).waitFor();
    await page.context().close();
  });

  it('says that the request was taken back, once it was', async () => {
    const link = await linkFor(request, 'Ines Duarte');
    const lea = await stage.signedIn('lea', `/requests/${request.id}`);
    await lea.page.getByRole('button', { name: 'Take back' }).click();
    await lea.page.getByRole('button', { name: 'Keep it' }).click();
    expect(await stateOf(request)).toBe('pending');
    await lea.page.getByRole('button', { name: 'Take back' }).click();
    await lea.page.getByRole('button', { name: 'Take it back' }).click();
    await lea.page.getByText('You have taken this request back.').waitFor();
    await stage.look(lea.page, 'request-cancelled');
    await lea.page.context().close();

    const { page } = await stage.signedIn('ines', link);
    await page.getByText('Léa Moreau has taken this request back.').waitFor();
    await page.context().close();
  });
});

it('asks for access with the keyboard alone', async () => {
  const { page } = await stage.signedIn('lea', '/');
  const { keyboard } = page;
  await keyboard.press('Control+k');
  await page.getByPlaceholder('Find a page, profile or request').waitFor();
  await keyboard.type('Ask for Customer data, read');
  await page.getByRole('button', { name: /Ask for Customer data, read only/ }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');

  await page.getByLabel('Why do you need it?').waitFor();
  await keyboard.type('Too short');
  await keyboard.press('Tab');
  await keyboard.type('FOO-1');
  await keyboard.press('Enter');
  await page.getByText('to go').waitFor();
  // The first field that is not right has the focus again, its text untouched.
  await keyboard.press('End');
  await keyboard.type(', so here is the rest of the reason.');
  await keyboard.press('Tab');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('SUP-4711');
  await keyboard.press('Enter');
  await page.getByText('For how long?').waitFor();
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await page.getByText('From when?').waitFor();
  await keyboard.press('Enter');
  await page.getByText('will be asked').waitFor();
  await stage.look(page, 'ask-by-keyboard');
  await keyboard.press('Tab');
  await keyboard.press('Enter');

  await page.waitForURL(/\/requests\//);
  await page.getByText('Too short, so here is the rest of the reason.').first().waitFor();
  await page.getByText('Ticket SUP-4711').first().waitFor();
  await cancel({ id: page.url().split('/').at(-1) });
  await page.context().close();
});

describe('an end that the target does not confirm', () => {
  let target: Client;

  beforeAll(async () => {
    target = new Client({ connectionString: stage.broker.target.url() });
    await target.connect();
  });

  afterAll(() => target?.end());

  it('I7 is called unconfirmed on every page until the target has said that nothing is left', async () => {
    const request = await asker.ask();
    const approver = await stage.broker.signIn('hugo');
    expect((await approver.decide(request)).status).toBe(200);
    const { grant } = (await asker.get(`/requests/${request.id}`)).body;
    expect((await asker.claim(grant)).status).toBe(201);

    // Nobody can change a role: the end has to wait, as behind a long transaction of somebody else.
    await target.query('BEGIN');
    await target.query('LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE');
    await asker.post(`/grants/${grant.id}/end`);
    stage.broker.clock.advance(2 * MINUTE);

    const { page } = await stage.signedIn('hugo', `/requests/${request.id}`);
    await page.getByText('End unconfirmed').first().waitFor({ timeout: 60_000 });
    await page.getByText('1 ended log-in is not proved gone yet.').waitFor({ timeout: 60_000 });
    await stage.look(page, 'request-unconfirmed');
    await page.goto('/systems/customer-db');
    await page.getByText('1 end is not proved yet').waitFor();
    await stage.look(page, 'system-unconfirmed');

    await target.query('ROLLBACK');
    await page.goto(`/requests/${request.id}`);
    await page
      .getByText(/Role absent and 0 connections/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByText('not proved gone yet').waitFor({ state: 'hidden', timeout: 60_000 });
    await page.context().close();
  });
});
