import { readObject, keysShown } from '../../peers/aws/sample-client';
import { PHONE } from '../../support/browser';
import { giveCode, Stage } from './stage';

jest.setTimeout(120_000);

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
});

afterAll(() => stage?.clear());

const INVOICE = '/marelle-invoices/2026/4711.json';

it('hands out a session at AWS in the browser, and ends it with proof', async () => {
  const lea = await stage.signedIn('lea', '/systems/production-aws');
  await lea.page.getByRole('heading', { name: 'Production account' }).waitFor();
  await lea.page.getByText(/^\d+ checks fine$/).click();
  await lea.page.getByText('AWS knows the broker as').waitFor();
  await stage.look(lea.page, 'aws-system');
  await lea.page.goto('/systems');
  await stage.look(lea.page, 'aws-systems');
  await lea.page.goto('/profiles/invoice-archive-read');
  await lea.page.getByRole('heading', { name: 'Invoice archive, read only' }).waitFor();
  await stage.look(lea.page, 'aws-profile');

  const asker = await stage.broker.signIn('lea');
  const request = await asker.ask({ profile: 'invoice-archive-read' });
  const link = await stage.approvalPath(asker, request.id, 'Hugo Brandt');
  const hugo = await stage.signedIn('hugo', link, PHONE);
  await hugo.page.getByRole('button', { name: /^Approve for/ }).waitFor();
  await stage.look(hugo.page, 'aws-approval');
  await hugo.page.getByRole('button', { name: /^Approve for/ }).click();
  await giveCode(hugo, /^Approve for/);
  await hugo.page
    .getByText(/approved/i)
    .first()
    .waitFor();

  await lea.page.goto(`/requests/${request.id}`);
  await lea.page
    .getByRole('button', { name: /log-in/i })
    .first()
    .click();
  await giveCode(lea, 'Reveal log-in');
  await lea.page.getByText('Shown once.').first().waitFor();
  await lea.page.getByRole('button', { name: 'Show' }).click();
  await stage.look(lea.page, 'aws-keys');
  for (const format of ['Profile for ~/.aws/credentials', 'credential_process JSON'])
    await lea.page.getByText(format, { exact: true }).click();
  await lea.page.getByRole('button', { name: 'Show' }).click();
  await stage.look(lea.page, 'aws-keys-json');
  const keys = keysShown(await lea.page.getByRole('group', { name: 'credential_process JSON' }).innerText());
  const aws = stage.broker.aws!;
  expect(await readObject(aws, keys, INVOICE)).toMatchObject({
    status: 200,
    body: expect.stringContaining('"invoice":4711'),
  });

  await lea.page.getByRole('button', { name: 'I’m done' }).click();
  await stage.look(lea.page, 'aws-ending');
  await lea.page.getByRole('button', { name: 'End it now' }).click();
  await lea.page
    .getByText(/AWS refused a call made under its name/)
    .first()
    .waitFor();
  await stage.look(lea.page, 'aws-proved');
  expect(await readObject(aws, keys, INVOICE)).toMatchObject({
    status: 403,
    body: expect.stringContaining('explicit deny in an identity-based policy'),
  });
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
