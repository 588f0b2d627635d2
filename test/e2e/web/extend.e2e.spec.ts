import type { Page } from 'playwright-core';
import { PHONE } from '../../support/browser';
import type { Json } from '../../support/person';
import { giveCode, Stage } from './stage';

jest.setTimeout(120_000);

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.set();
});
afterEach(() => stage?.clear());

const REASON = 'Invoice 4711 shows a wrong total; find the line that is counted twice.';

/** A log-in in use. */
async function inUse(durationSeconds: number): Promise<Json> {
  const [lea, ines] = [await stage.broker.signIn('lea'), await stage.broker.signIn('ines')];
  const { grant } = (await ines.decide(await lea.ask({ justification: REASON, durationSeconds }))).body;
  expect((await lea.claim(grant)).status).toBe(201);
  return (await lea.get(`/grants/${grant.id}`)).body;
}

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Ask for more time' });

it('goes from “More time” to the new end, and shows who looks at it what it is', async () => {
  const grant = await inUse(600);
  const lea = await stage.signedIn('lea', '/');
  await lea.page.getByRole('button', { name: 'More time' }).click();
  const dialog = dialogOf(lea.page);
  await dialog.getByText('Hugo Brandt or Ines Duarte').waitFor();
  expect(await dialog.getByLabel('Why do you need more time?').inputValue()).toBe(REASON);
  await stage.look(lea.page, 'extend-dialog');
  await dialog.getByText('Another length').click();
  await dialog.getByRole('textbox', { name: 'Length' }).fill('3h');
  await dialog.getByRole('button', { name: 'Ask for more time' }).click();
  await dialog.getByText('At most 1 hour 50 minutes for this profile.').waitFor();
  await stage.look(lea.page, 'extend-too-long');
  await dialog.getByText('15 minutes').click();
  await dialog
    .getByLabel('Why do you need more time?')
    .fill('There is a second invoice with the same fault.');
  await dialog.getByRole('button', { name: 'Ask for more time' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await lea.page.getByText('More time asked for: 15 minutes').waitFor();
  expect(await lea.page.getByRole('button', { name: 'More time' }).count()).toBe(0);
  await stage.look(lea.page, 'extend-asked-home');

  await lea.page.getByRole('link', { name: 'See the request' }).click();
  await lea.page.getByRole('heading', { name: /^More time: Customer data/ }).waitFor();
  await stage.look(lea.page, 'extend-waiting');
  await lea.page.getByRole('button', { name: 'Change' }).click();
  await lea.page.getByRole('dialog').getByText('Added to the end as it is.').waitFor();
  await stage.look(lea.page, 'extend-change');
  await lea.page.keyboard.press('Escape');

  const id = lea.page.url().split('/').at(-1)!;
  const link = await stage.approvalPath(await stage.broker.signIn('lea'), id, 'Hugo Brandt');
  const hugo = await stage.signedIn('hugo', link, PHONE);
  await hugo.page.getByText('An extension of access that is in use').waitFor();
  await hugo.page.getByText('25 minutes in all').waitFor();
  await stage.look(hugo.page, 'extend-approval');
  await hugo.page.getByRole('button', { name: 'Approve 15 minutes more' }).click();
  await giveCode(hugo, 'Approve 15 minutes more');
  await hugo.page.getByText('You have approved this.').first().waitFor();
  await stage.look(hugo.page, 'extend-approved');

  await lea.page.goto(`/requests/${grant.requestId}`);
  await lea.page.getByText('Why, and who approved it').waitFor();
  await lea.page.getByText('Extended by 15 minutes, from the end as it was.').waitFor();
  await stage.look(lea.page, 'extend-story');
  await lea.page.goto('/requests');
  await lea.page.getByText('More time: Customer data, read only').first().waitFor();
  await stage.look(lea.page, 'extend-list');
  await lea.page.goto(`/requests/${id}`);
  await lea.page.getByText('Hugo Brandt has approved this.').waitFor();
  await stage.look(lea.page, 'extend-done');
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});

it('says five minutes before the end that it is near, and what became of a question that nobody answered', async () => {
  // A browser keeps real time, of which the broker's is ahead by the codes that were given.
  const grant = await inUse(150);
  const person = await stage.broker.signIn('lea');
  const lea = await stage.signedIn('lea', '/');
  await lea.page.getByText('Ends in less than five minutes.').waitFor();
  await stage.look(lea.page, 'extend-soon');

  const asked = await person.post(`/grants/${grant.id}/extensions`, {
    durationSeconds: 600,
    justification: REASON,
  });
  expect(asked.status).toBe(201);
  await person.post(`/grants/${grant.id}/end`);
  await lea.page.goto(`/requests/${asked.body.id}`);
  await lea.page.getByText('there is nothing left to extend').waitFor();
  await stage.look(lea.page, 'extend-closed');
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
