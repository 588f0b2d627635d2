import { anotherTechLead } from '../../support/another-tech-lead';
import { PHONE } from '../../support/browser';
import { Person } from '../../support/person';
import { giveCode, Stage, type Visitor } from './stage';
import { VirtualAuthenticator } from './virtual-authenticator';

jest.setTimeout(180_000);

let stage: Stage;
let hugo: Visitor;
let lea: Visitor;
let authenticator: VirtualAuthenticator;

beforeAll(async () => {
  stage = await Stage.set({ host: 'localhost' });
  hugo = await stage.signedIn('hugo', '/');
  lea = await stage.visitor('lea', PHONE);
  authenticator = await VirtualAuthenticator.plugInto(lea.page);
});

afterAll(() => stage?.clear());

it('leads from lost factors, through a code that is read out, to a passkey and a full session', async () => {
  const { page } = hugo;
  await page.goto('/people/factors');
  await page.getByText('Léa Moreau').first().waitFor();
  await stage.look(page, 'peoples-factors');
  await page.getByRole('button', { name: /^Remove all for Léa/ }).click();
  await page.getByRole('dialog').getByText('For somebody who lost them').waitFor();
  await stage.look(page, 'peoples-factors-remove');
  await giveCode(hugo, 'Remove them all');
  await page.getByRole('button', { name: /^Issue an enrolment code for Léa/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Code from your authenticator').fill(hugo.person.nextCode());
  await dialog.getByRole('button', { name: 'Issue the code' }).click();
  const spoken = page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await spoken.waitFor();
  await stage.look(page, 'peoples-factors-code');
  const code = await spoken.innerText();

  await lea.page.goto('/');
  await lea.page.getByLabel('Handle or e-mail').fill('lea');
  await lea.page.getByRole('textbox', { name: 'Password' }).fill(lea.person.secrets.password);
  await lea.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await lea.page.getByRole('heading', { name: 'You need a second factor' }).waitFor();
  await lea.page.getByLabel('Enrolment code').fill('0000-0000');
  await lea.page.getByRole('button', { name: 'Continue' }).click();
  await lea.page.getByText('That enrolment code is not right').waitFor();
  await stage.look(lea.page, 'first-factor-code');
  await lea.page.getByLabel('Enrolment code').fill(code.toLowerCase());
  await lea.page.getByRole('button', { name: 'Continue' }).click();
  await lea.page.getByRole('button', { name: 'Set up a passkey' }).waitFor();
  await stage.look(lea.page, 'first-factor-choose');
  await lea.page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await lea.page.getByRole('img', { name: /QR code/ }).waitFor();
  await stage.look(lea.page, 'first-factor-authenticator');
  await lea.page.getByRole('button', { name: 'Back' }).click();
  await lea.page.getByRole('button', { name: 'Set up a passkey' }).click();
  await lea.page.getByLabel('Name of this passkey').fill('Phone of Lea');
  await stage.look(lea.page, 'first-factor-passkey');
  await lea.page.getByRole('button', { name: 'Create the passkey' }).click();
  await lea.page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor();
  await stage.look(lea.page, 'first-factor-recovery-codes');
  await lea.page.getByRole('button', { name: 'I have kept them, go on' }).click();
  await lea.page.getByRole('navigation').first().waitFor();
  expect(await authenticator.passkeys()).toBe(1);
});

it('shows what one has and that use is held, until somebody else lifts it', async () => {
  await lea.page.goto('/security');
  await lea.page.getByText('Phone of Lea').first().waitFor();
  await lea.page.getByText('10 of 10 left').waitFor();
  await lea.page.getByText('access to personal data are held').first().waitFor();
  await stage.look(lea.page, 'security');
  await hugo.page.goto('/people/factors');
  await hugo.page.getByText('another CTO or tech lead can lift the hold').waitFor();
  expect(await hugo.page.getByRole('button', { name: /^Lift the hold for Léa/ }).count()).toBe(0);
  const tomasz = await anotherTechLead(stage.broker);
  const path = `/people/${(await tomasz.get('/people/lea')).body.id}/hold`;
  const { action, subjectId, digest } = (await tomasz.call('DELETE', path)).body.stepUp;
  const proof = await tomasz.stepUp(action, subjectId, digest);
  expect((await tomasz.call('DELETE', path, undefined, proof)).status).toBe(204);
  await lea.page.reload();
  await lea.page.getByText('Phone of Lea').first().waitFor();
  expect(await lea.page.getByText('access to personal data are held').count()).toBe(0);
});

it('approves with a passkey, and says so where it could not verify its owner', async () => {
  const asked = await (await stage.broker.signIn('hugo')).ask();
  const asker = new Person(stage.broker, 'hugo');
  await asker.signInAgain();
  await lea.page.goto(await stage.approvalPath(asker, asked.id, 'Léa Moreau'));
  await lea.page.getByRole('button', { name: /^Approve for/ }).click();
  const dialog = lea.page.getByRole('dialog');
  await dialog.getByText('Your passkey confirms fingerprint').waitFor();
  await stage.look(lea.page, 'approval-passkey');
  await authenticator.verifiesOwner(false);
  await dialog.getByRole('button', { name: /^Approve for/ }).click();
  await dialog.getByText('No passkey was given').waitFor();
  await authenticator.verifiesOwner(true);
  await dialog.getByRole('button', { name: /^Approve for/ }).click();
  await dialog.waitFor({ state: 'hidden' });
  const { body } = await asker.get(`/requests/${asked.id}/story`);
  expect(JSON.stringify(body)).toContain('passkey');
});

it('signs in with a passkey alone; the same answer opens nothing again, nor one that another site asked for', async () => {
  const { page } = lea;
  await page.context().clearCookies();
  const sent = page.waitForRequest(
    (request) => /session\/passkey$/.test(request.url()) && request.method() === 'POST',
  );
  await page.goto('/sign-in');
  // Where a browser suggests passkeys by itself, it may have answered already.
  await page
    .getByRole('button', { name: 'Sign in with a passkey' })
    .click()
    .catch(() => undefined);
  await page.getByRole('navigation').first().waitFor();
  const replayed = await new Person(stage.broker, 'lea').post(
    '/session/passkey',
    (await sent).postDataJSON(),
  );
  expect(replayed).toMatchObject({ status: 401, body: { code: 'identity.challenge_over' } });

  const thief = new Person(stage.broker, 'lea');
  const { publicKey } = (await thief.post('/session/passkey-options')).body;
  await page.route('http://localhost:4999/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>' }),
  );
  await page.goto('http://localhost:4999/');
  const passkey = await page.evaluate<unknown>(`
    navigator.credentials
      .get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(publicKey)}) })
      .then((answer) => answer.toJSON())`);
  const phished = await thief.post('/session/passkey', { passkey });
  expect(phished).toMatchObject({ status: 401, body: { code: 'identity.passkey_refused' } });
});

it('has no fault of accessibility or script on any of these pages', () => {
  expect({ errors: stage.errors, faults: stage.faults }).toEqual({ errors: [], faults: [] });
});
