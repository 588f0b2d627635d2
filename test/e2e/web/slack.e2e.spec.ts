import { DeliverNotificationsJob } from '../../../src/modules/notifications/delivery/deliver-notifications.job';
import { TellNews } from '../../../src/modules/notifications/telling/tell-news';
import { MINUTE } from '../../../src/kernel';
import { scanLink } from '../../peers/link-scanner';
import type { SlackMessage, SlackUser } from '../../peers/slack/slack-web-api';
import { PHONE } from '../../support/browser';
import type { Person } from '../../support/person';
import { ask, eventually } from '../../support/postgres-client';
import { formFilled, SlackStage } from '../../support/slack-stage';
import { giveCode, Stage, type Visitor } from './stage';

jest.setTimeout(120_000);

const JUSTIFICATION = 'Invoice canary-4711 of a customer shows a wrong total.';

let stage: Stage;
let slack: SlackStage;

beforeAll(async () => {
  // No worker beside this: what it has in hand would be waited for by moving the clock, until nobody is signed in any more.
  stage = await Stage.set({ aws: false, role: 'web' });
  slack = await SlackStage.set(stage.broker);
});
afterAll(async () => {
  await slack?.stop();
  await stage?.clear();
});

/** A minute later, whatever Slack refused in between. */
async function aMinuteLater(): Promise<void> {
  await stage.broker.get(TellNews).run();
  stage.broker.clock.advance(MINUTE);
  await stage.broker.get(DeliverNotificationsJob).run();
}

const said = ({ blocks }: SlackMessage): string => JSON.stringify(blocks);

async function told(user: SlackUser, words: string): Promise<SlackMessage> {
  const found = await eventually(
    async () => {
      await aMinuteLater();
      return slack.slack.messagesOf(user).filter((message) => said(message).includes(words));
    },
    (messages) => messages.length > 0,
  );
  return found[0];
}

/** Where the first button of a message leads. */
function linkIn({ blocks }: SlackMessage): string {
  const actions = blocks.find(({ type }) => type === 'actions') as { elements: { url: string }[] };
  return actions.elements[0].url;
}

const standing = () =>
  ask(
    stage.broker.database.url('sallyport'),
    `SELECT (SELECT json_agg(r ORDER BY r.id) FROM access_request r) AS requests,
       (SELECT json_agg(a ORDER BY a.request_id, a.approver_id) FROM approval_ask a) AS links,
       (SELECT count(*)::int FROM approval) AS approvals, (SELECT count(*)::int FROM access_grant) AS grants`,
  );

/** Neither without a session nor with the approver's own, as long as nobody gives a second factor. */
async function scannersChangeNothing(link: string): Promise<void> {
  const before = await standing();
  for (const scanner of [await stage.visitor('hugo'), await stage.signedIn('hugo', '/')]) {
    expect(await scanLink(scanner.page, link)).toEqual([]);
    await scanner.page.context().close();
  }
  expect(await standing()).toEqual(before);
}

/** Binds an account in the browser, from the link that Slack shows. */
async function bindInBrowser(visitor: Visitor, name: string): Promise<SlackUser> {
  const user = slack.slack.addUser(name, { real_name: 'Hugo B.' });
  const { page } = visitor;
  await page.goto(`/slack/${await slack.bindingToken(user)}`);
  await page.getByText('Hugo B.').first().waitFor();
  await stage.look(page, 'slack-bind');
  await page.getByRole('button', { name: 'Bind it to me' }).click();
  await giveCode(visitor, 'Bind it');
  await page.getByText('It is yours.').waitFor();
  await page.goto('/security');
  await page.getByRole('button', { name: 'Unbind Marelle' }).waitFor();
  await stage.look(page, 'slack-security');
  return user;
}

it('asks in Slack, is asked in Slack, and decides on a phone, while Slack fails every second call', async () => {
  const people: Person[] = [];
  for (const handle of ['lea', 'ines']) people.push(await stage.broker.signIn(handle));
  const [lea, ines] = [await slack.bound(people[0]), await slack.bound(people[1])];
  const hugo = await stage.signedIn('hugo', '/security', PHONE);
  const hugosAccount = await bindInBrowser(hugo, 'hugo');

  slack.slack.failsEvery = 2;
  const opened = slack.slack.world.views.length;
  while (slack.slack.world.views.length === opened) await slack.access(lea, 'customer data, read');
  const filled = formFilled({ justification: JUSTIFICATION });
  const { body } = await slack.slack.submit(slack.address, lea, filled);
  expect(JSON.stringify(body)).toContain('You have asked for Customer data, read only');

  const asked = await told(hugosAccount, 'asks for access: Customer data, read only');
  for (const words of ['How long', '30 minutes', 'Data', 'Why you']) expect(said(asked)).toContain(words);
  await told(ines, 'asks for access');

  const link = new URL(linkIn(asked)).pathname;
  await scannersChangeNothing(link);

  let interactions = 1;
  const press = async (button: RegExp) => {
    interactions += 1;
    await hugo.page.getByRole('button', { name: button }).click();
  };
  await hugo.page.goto(link);
  await press(/^Approve for/);
  interactions += 2;
  await giveCode(hugo, /^Approve for/);
  expect(interactions).toBeLessThan(6);

  await told(lea, 'approved');
  await told(ines, 'Nothing left for you');
  await told(hugosAccount, 'Nothing left for you');
  await aMinuteLater();
  for (const account of [hugosAccount, ines]) {
    const messages = slack.slack.messagesOf(account);
    // Beside the news of who bound an account, which the circle is told.
    const copies = messages.filter(
      ({ threadTs, text }) => threadTs === undefined && !text.startsWith('Security: '),
    );
    expect(copies.map(({ text }) => text)).toEqual([expect.stringContaining('Nothing left for you')]);
    const replies = messages.filter(({ threadTs }) => threadTs === copies[0].ts);
    expect(replies.map(said).join()).toContain('approved');
  }

  await slack.slack.openHome(slack.address, lea);
  const home = await eventually(
    () => Promise.resolve(JSON.stringify(slack.slack.world.homes.get(lea.id) ?? '')),
    (view) => view.includes('to be used first by'),
  );
  expect(home).toContain('Customer data, read only');
  expect(home).toContain('Nothing waits for your decision.');

  const everything = JSON.stringify(slack.slack.world.messages);
  expect(everything).not.toContain('canary-4711');
  expect(slack.slack.world.messages.filter(({ unfurls }) => unfurls)).toEqual([]);
  expect(slack.slack.refusals).toEqual([]);
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
