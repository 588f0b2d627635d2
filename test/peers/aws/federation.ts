import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Account } from './account';

const sessionJson = z.strictObject({
  sessionId: z.string(),
  sessionKey: z.string(),
  sessionToken: z.string(),
});
const LINK_LIVES = 15 * 60_000;

/** The sign-in page of the console: credentials for a token, the token for a way in. */
export class Federation {
  private readonly tokens = new Map<string, { readonly keyId: string; readonly until: number }>();

  constructor(private readonly account: Account) {}

  answer(query: URLSearchParams, now: Date): { status: number; body: string; location?: string } {
    if (query.get('Action') === 'getSigninToken') return this.signinToken(query.get('Session') ?? '', now);
    const token = this.tokens.get(query.get('SigninToken') ?? '');
    if (query.get('Action') !== 'login' || !token || token.until <= now.getTime())
      return { status: 400, body: 'Your request has expired.' };
    return { status: 302, body: token.keyId, location: query.get('Destination') ?? '' };
  }

  private signinToken(text: string, now: Date): { status: number; body: string } {
    const { sessionId, sessionKey, sessionToken } = sessionJson.parse(JSON.parse(text));
    const key = this.account.sessions.get(sessionId)?.key;
    if (key?.secret !== sessionKey || key.token !== sessionToken) return { status: 400, body: '' };
    const token = randomBytes(60).toString('base64url');
    this.tokens.set(token, { keyId: sessionId, until: now.getTime() + LINK_LIVES });
    return { status: 200, body: JSON.stringify({ SigninToken: token }) };
  }
}
