import { PHONE } from '../../support/browser';
import { cut, logIn } from '../../support/postgres-client';
import { giveCode, signIn, Stage } from './stage';

jest.setTimeout(120_000);

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
});

afterAll(() => stage?.clear());

it('goes from the ask to the proof in the browser', async () => {
  const lea = await stage.visitor('lea');
  await lea.page.goto('/');
  await lea.page.getByLabel('Handle or e-mail').waitFor();
  await stage.look(lea.page, 'sign-in');
  await signIn(lea, '/');
  await stage.look(lea.page, 'home-empty');

  await lea.page.goto('/profiles/customer-data-read');
  await lea.page.getByRole('heading', { name: 'Customer data, read only' }).waitFor();
  await stage.look(lea.page, 'profile');
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
  await stage.look(lea.page, 'ask');
  await lea.page.getByRole('button', { name: 'Ask for access' }).click();
  await lea.page.waitForURL(/\/requests\//);
  await stage.look(lea.page, 'request-waiting');

  const id = lea.page.url().split('/').at(-1)!;
  const link = await stage.approvalPath(await stage.broker.signIn('lea'), id, 'Hugo Brandt');

  const hugo = await stage.signedIn('hugo', link, PHONE);
  await hugo.page.getByText('Invoice 4711 shows a wrong total').first().waitFor();
  await stage.look(hugo.page, 'approval');
  await hugo.page.getByRole('button', { name: /^Approve for/ }).click();
  await stage.look(hugo.page, 'approval-code');
  await giveCode(hugo, /^Approve for/);
  await hugo.page
    .getByText(/approved/i)
    .first()
    .waitFor();
  await stage.look(hugo.page, 'approval-done');

  await lea.page.reload();
  await lea.page
    .getByRole('button', { name: /log-in/i })
    .first()
    .click();
  await giveCode(lea, 'Reveal log-in');
  await lea.page.getByText('Shown once.').first().waitFor();
  await stage.look(lea.page, 'grant-secret');
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
  await stage.look(lea.page, 'request-proved');

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
    await stage.look(lea.page, name);
  }
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
