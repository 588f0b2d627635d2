import { SECOND } from '../../src/kernel';
import type { Browser } from './browser-session';
import type { Account, IdentityApp } from './identity-app';

const ALL = ['read', 'requests', 'approvals', 'grants', 'audit'];

/** An API token, made in a browser as its person does it: asked for, confirmed with the code of the next time step. */
export async function makeToken(
  app: IdentityApp,
  person: Account,
  browser: Browser,
  changes: object = {},
): Promise<{ readonly id: string; readonly token: string }> {
  const body = { name: 'test', scopes: ALL, expiresInDays: 30, ...changes };
  const challenge = await browser.post('/api-tokens', body);
  const stepUp = { ...(challenge.body.stepUp as object), code: app.code(person) };
  const { stepUpToken } = (await browser.post('/step-ups', stepUp)).body;
  (app.clock as unknown as { advance(milliseconds: number): void }).advance(30 * SECOND);
  const made = await browser.post('/api-tokens', body, { 'sallyport-step-up': String(stepUpToken) });
  if (made.status !== 201) throw new Error(`No token: ${JSON.stringify(made.body)}`);
  return made.body as { id: string; token: string };
}
