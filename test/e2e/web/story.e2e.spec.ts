import type { Page } from 'playwright-core';
import { TestBroker } from '../../support/broker';
import { launchBrowser, PHONE, type TestBrowser } from '../../support/browser';
import { Person } from '../../support/person';
import { cut, logIn } from '../../support/postgres-client';
import { shots } from '../../support/screenshot';
import { accessibilityFaults } from './accessibility';

jest.setTimeout(120_000);

let broker: TestBroker;
let browser: TestBrowser;
const errors: string[] = [];
/** What axe found, on whichever page: all of it at once, not only the first. */
const faults: string[] = [];

beforeAll(async () => {
  [broker, browser] = await Promise.all([TestBroker.start(), launchBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await broker.stop();
});

interface Browsing {
  readonly page: Page;
  readonly person: Person;
}

async function open(handle: string, width?: number): Promise<Browsing> {
  const page = await browser.newPage({ width, baseURL: broker.url });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.push(message.text());
  });
  return { page, person: new Person(broker, handle) };
}

async function signIn({ page, person }: Browsing, address: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Handle or e-mail').fill(person.handle);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.secrets.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel(/code from your authenticator/i).fill(person.nextCode());
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('navigation').first().waitFor();
}

const giveCode = async ({ page, person }: Browsing, button: string | RegExp): Promise<void> => {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Code from your authenticator').fill(person.nextCode());
  await dialog.getByRole('button', { name: button }).click();
  await dialog.waitFor({ state: 'hidden' });
};

/** Looks at the page as a screen reader would, and keeps its pictures where asked to. */
async function look(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  faults.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`));
  await shots(page, name);
}

it('goes from the ask to the proof in the browser', async () => {
  const lea = await open('lea');
  await lea.page.goto('/');
  await lea.page.getByLabel('Handle or e-mail').waitFor();
  await look(lea.page, 'sign-in');
  await signIn(lea, '/');
  await look(lea.page, 'home-empty');

  await lea.page.goto('/profiles/customer-data-read');
  await lea.page.getByRole('heading', { name: 'Customer data, read only' }).waitFor();
  await look(lea.page, 'profile');
  await lea.page
    .getByRole('link', { name: /ask for access/i })
    .first()
    .click();
  await lea.page.getByLabel('Why do you need it?').fill('Too short');
  await lea.page.getByRole('button', { name: 'Continue' }).click();
  await lea.page
    .getByLabel('Why do you need it?')
    .fill('Invoice 4711 shows a wrong total; find the line that is counted twice.');
  await lea.page.getByRole('button', { name: 'Continue' }).click();
  await lea.page.getByText('30 minutes').first().click();
  await lea.page.getByRole('button', { name: 'Continue' }).click();
  await lea.page.getByRole('button', { name: 'Continue' }).click();
  await look(lea.page, 'ask');
  await lea.page.getByRole('button', { name: 'Ask for access' }).click();
  await lea.page.waitForURL(/\/requests\//);
  await look(lea.page, 'request-waiting');

  const id = lea.page.url().split('/').at(-1)!;
  const asker = await Person.signIn(broker, 'lea');
  const { items } = (await asker.get(`/requests/${id}/approval-links`)).body;
  const link: string = items.find(
    (item: { approver: { name: string } }) => item.approver.name === 'Hugo Brandt',
  ).url;

  const hugo = await open('hugo', PHONE);
  await signIn(hugo, new URL(link).pathname);
  await hugo.page.getByText('Invoice 4711 shows a wrong total').first().waitFor();
  await look(hugo.page, 'approval');
  await hugo.page.getByRole('button', { name: /^Approve for/ }).click();
  await look(hugo.page, 'approval-code');
  await giveCode(hugo, /^Approve for/);
  await hugo.page
    .getByText(/approved/i)
    .first()
    .waitFor();
  await look(hugo.page, 'approval-done');

  await lea.page.reload();
  await lea.page
    .getByRole('button', { name: /log-in/i })
    .first()
    .click();
  await giveCode(lea, 'Reveal log-in');
  await lea.page.getByText('Shown once.').first().waitFor();
  await look(lea.page, 'grant-secret');
  await lea.page.getByText('Connection URL').click();
  await lea.page.getByRole('button', { name: 'Show' }).click();
  const url = (
    await lea.page
      .getByText(/^postgres(ql)?:\/\//)
      .first()
      .innerText()
  ).trim();
  const client = await logIn({ formats: [{ id: 'url', text: url }] });
  expect((await client.query('SELECT count(*)::int AS n FROM customers')).rows).toEqual([{ n: 10_000 }]);

  const gone = cut(client);
  await lea.page.getByRole('button', { name: 'I’m done' }).click();
  await lea.page.getByRole('button', { name: 'End it now' }).click();
  await gone;
  await lea.page
    .getByText(/Role absent and 0 connections/)
    .first()
    .waitFor();
  await look(lea.page, 'request-proved');

  for (const [name, address] of Object.entries({
    'home-full': '/',
    profiles: '/profiles',
    systems: '/systems',
    system: '/systems/customer-db',
    audit: '/audit',
    approvals: '/approvals',
    requests: '/requests',
    'not-found': '/there/is/nothing/here',
    demo: '/demo',
  })) {
    await lea.page.goto(address);
    await look(lea.page, name);
  }
  expect({ errors, faults }).toEqual({ errors: [], faults: [] });
});
