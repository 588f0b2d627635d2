import { DirectoryRepository } from '../../../src/modules/directory';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work';
import { IdentityProvider } from '../../peers/identity-provider/identity-provider';
import { CLIENT, CLIENT_SECRET, SingleSignOn } from '../../support/single-sign-on';
import { Stage } from './stage';

jest.setTimeout(120_000);

let stage: Stage;
let provider: IdentityProvider;
let sso: SingleSignOn;

beforeAll(async () => {
  stage = await Stage.set();
  const redirectUri = `${stage.broker.url}/sign-in/callback`;
  provider = await IdentityProvider.start({ clientId: CLIENT, clientSecret: CLIENT_SECRET, redirectUri });
  sso = new SingleSignOn(stage.broker);
  await sso.offer({ key: 'marelle', name: 'Marelle’s directory', issuer: provider.issuer });
});

afterAll(async () => {
  await provider?.stop();
  await stage?.clear();
});

const BUTTON = { name: 'Sign in with Marelle’s directory' };

it('says what became of a sign-in that came to nothing', async () => {
  const { page } = await stage.visitor('hugo');
  await page.goto('/');
  await page.getByRole('button', BUTTON).waitFor();
  await stage.look(page, 'sign-in-with-provider');

  provider.next = undefined;
  await page.getByRole('button', BUTTON).click();
  await page.getByText('You did not finish signing in at Marelle’s directory').waitFor();
  expect(new URL(page.url()).search).toBe('');
  await stage.look(page, 'sign-on-declined');
  await page.getByRole('link', { name: 'Back to signing in' }).click();

  provider.next = { subject: 'somebody else entirely' };
  await page.getByRole('button', BUTTON).click();
  await page.getByText('opens nothing here').waitFor();
  await stage.look(page, 'sign-on-not-linked');
  expect(stage.faults).toEqual([]);
});

it('signs in at a provider and comes back to the page that was asked for', async () => {
  const { page, person } = await stage.visitor('hugo');
  const from = stage.broker.get(UnitOfWork).reader;
  const hugo = await stage.broker.get(DirectoryRepository).findByName(from, 'hugo');
  provider.next = { subject: await sso.link(hugo!, provider.issuer), amr: ['pwd'] };

  await page.goto('/systems');
  await page.getByRole('button', BUTTON).click();
  await page.getByLabel(/code from your authenticator/i).fill(person.nextCode());
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/systems');
  await page.getByRole('heading', { name: 'Systems' }).waitFor();
  expect(stage.errors).toEqual([]);
});
