import { readFileSync } from 'node:fs';
import { DESKTOP, PHONE } from '../../support/browser';
import { giveCode, Stage } from './stage';

jest.setTimeout(300_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.set({ role: 'web', aws: false });
});
afterAll(() => stage?.clear());

it('the CTO proposes a tech lead, two approve and everybody sees it, and one of them stops it', async () => {
  const file = readFileSync(stage.broker.environment.policyFile, 'utf8');
  const upload = (text: string) => ({
    name: 'sallyport.yaml',
    mimeType: 'text/yaml',
    buffer: Buffer.from(text),
  });
  const { page } = await stage.signedIn('hugo', '/changes', DESKTOP);
  await page.getByText('No change is under way').waitFor();
  await stage.look(page, 'changes-empty');

  await page.getByRole('button', { name: 'Propose a change…' }).click();
  const chooser = page.locator('input[type=file]');
  await chooser.setInputFiles(upload(file.replace('manager: tomasz', 'manager: tomas')));
  await page.getByText('There is no person `tomas`.').first().waitFor();
  await stage.look(page, 'changes-faulty');
  await chooser.setInputFiles(upload(file));
  await page.getByText('This file changes nothing.').waitFor();
  const leads = file
    .replace(
      '    jobRoles: [engineer]\n    manager: tomasz',
      '    jobRoles: [engineer, tech-lead]\n    manager: tomasz',
    )
    .replace('title: support lead', 'title: head of support');
  await chooser.setInputFiles(upload(leads));
  await page.getByText('This changes the personal-data circle.').waitFor();
  await page.getByRole('button', { name: 'Propose it' }).click();
  await page.getByText('Say in a sentence why').waitFor();
  await page.getByRole('textbox', { name: 'Reason' }).fill('Milan follows Léa from December on.');
  await stage.look(page, 'changes-propose');
  await page.getByRole('button', { name: 'Propose it' }).click();
  await page.waitForURL(/\/changes\/[0-9a-f-]{36}$/);
  await page.getByText('Somebody else has to approve it').waitFor();
  await stage.look(page, 'change-own');

  const lea = await stage.signedIn('lea', '/', PHONE);
  await lea.page.getByText('The personal-data circle is about to change').waitFor();
  await stage.look(lea.page, 'change-banner');
  await lea.page.getByRole('link', { name: 'Look and decide' }).click();
  await lea.page.getByText('Milan Novotny gains the job role tech lead', { exact: false }).first().waitFor();
  await stage.look(lea.page, 'change-waiting');
  await lea.page.getByRole('button', { name: 'Approve…' }).click();
  await lea.page.getByRole('dialog').waitFor();
  await stage.look(lea.page, 'change-approve');
  await giveCode(lea, 'Approve');
  await lea.page.getByText('Waiting for the data protection officer.').first().waitFor();

  const ines = await stage.signedIn('ines', new URL(page.url()).pathname, DESKTOP);
  await ines.page.getByText('The whole file, as it would be').click();
  await ines.page.getByRole('region', { name: 'The whole file' }).waitFor();
  await stage.look(ines.page, 'change-file');
  await ines.page.getByRole('button', { name: 'Approve…' }).click();
  await giveCode(ines, 'Approve');
  await ines.page.getByText(/Approved\. It comes into force/).waitFor();
  await stage.look(ines.page, 'change-approved');

  await lea.page.reload();
  await lea.page.getByRole('button', { name: 'Stop…' }).click();
  await lea.page.getByRole('textbox', { name: 'Reason' }).fill('I am not leaving after all.');
  await stage.look(lea.page, 'change-stop');
  await giveCode(lea, 'Stop it');
  await lea.page.getByText(/Stopped by Léa Moreau/).waitFor();
  await lea.page.getByText('The personal-data circle is about to change').waitFor({ state: 'hidden' });
  await page.goto('/changes');
  await page.getByRole('heading', { name: 'Before' }).waitFor();
  await page.getByText(/Stopped by Léa Moreau .*I am not leaving after all\./).waitFor();
  await stage.look(page, 'changes-list');

  const milan = await stage.signedIn('milan', '/changes', PHONE);
  await milan.page.getByText('Your job role does not include this page').waitFor();
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
