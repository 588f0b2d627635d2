import { Body, Controller, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { ManualClock, MINUTE } from '../../../kernel';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { zod } from '../../../platform/http/zod.pipe';
import type { Browser } from '../../../../test/support/browser-session';
import { type Account, IdentityApp } from '../../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../../test/support/postgres';
import { StepUpToken } from '../step-up/step-up-token';

const answer = z.object({ seen: z.string() });
const anything = z.strictObject({ word: z.string().optional() });

@Controller('api/v1/probe')
class ProbeController {
  @Get('undeclared')
  undeclared() {
    return { seen: 'what nobody may see' };
  }

  @Get('open')
  @Endpoint({ summary: 'Open', access: 'public', response: answer })
  open() {
    return { seen: 'everybody' };
  }

  @Get('mine')
  @Endpoint({ summary: 'Mine', access: 'signed-in', response: answer })
  mine(@CurrentPrincipal() { personId }: Principal) {
    return { seen: personId };
  }

  /** Looks at nobody: the guard alone keeps people out. */
  @Get('quiet')
  @Endpoint({ summary: 'Quiet', access: 'signed-in', response: answer })
  quiet() {
    return { seen: 'what the signed-in may see' };
  }

  @Post('mine')
  @Endpoint({ summary: 'Change mine', access: 'signed-in', response: answer })
  change(@Body(zod(anything)) _body: object, @StepUpToken() token: string | undefined) {
    return { seen: token ?? 'no step-up' };
  }

  @Post('open')
  @Endpoint({ summary: 'Change something open', access: 'public', response: answer })
  changeOpen(@Body(zod(anything)) body: object) {
    return { seen: Object.keys(body).join() };
  }

  @Get('audit')
  @Endpoint({ summary: 'Audit', access: 'audit.read', response: answer })
  audit() {
    return { seen: 'the trail' };
  }
}

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('the guards', () => {
  let postgres: TestPostgres;
  let app: IdentityApp;
  let engineer: Account;
  let cto: Account;
  let browser: Browser;
  const clock = new ManualClock();
  const PUBLIC_URL = 'https://sallyport.example';

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await IdentityApp.start({ postgres, clock, publicUrl: PUBLIC_URL, controllers: [ProbeController] });
    engineer = await app.addPerson({ jobRoles: ['engineer'] });
    cto = await app.addPerson({ jobRoles: ['cto'] });
  });
  afterAll(async () => {
    await app.stop();
    await postgres.stop();
  });
  beforeEach(async () => {
    clock.advance(MINUTE);
    browser = await app.signedIn(engineer);
  });

  describe('by default', () => {
    it('refuse a handler that does not say who may call it, to whomever', async () => {
      const powerful = await app.signedIn(cto);
      for (const who of [app.browser(), browser, powerful]) {
        expect(await who.get('/probe/undeclared')).toMatchObject({
          status: 403,
          body: { code: 'identity.not_declared' },
        });
      }
    });

    it.each([
      '/probe/%75ndeclared',
      '/probe//undeclared',
      '/probe/./undeclared',
      '/probe/undeclared/',
      '/Probe/undeclared',
    ])('refuse it at the address %s as well (CVE-2025-69211)', async (path) => {
      expect([403, 404]).toContain((await browser.get(path)).status);
    });

    it.each(['/probe/mine', '/probe/%6dine', '/probe/quiet', '/probe/audit', '/probe/%61udit'])(
      'let nobody to %s who is not signed in',
      async (path) => {
        expect(await app.browser().get(path)).toMatchObject({
          status: 401,
          body: { code: 'identity.sign_in_required' },
          headers: { 'www-authenticate': 'Bearer realm="sallyport"' },
        });
      },
    );
  });

  it('let a half session no further than nobody', async () => {
    const half = app.browser();
    await half.post('/session', { handle: cto.handle, password: cto.password });
    for (const path of ['/probe/mine', '/probe/quiet', '/probe/audit']) {
      expect((await half.get(path)).body.code).toBe('identity.second_factor_required');
    }
    expect((await half.get('/probe/open')).status).toBe(200);
  });

  it('let everybody to what is public, and the person to what is theirs', async () => {
    expect((await app.browser().get('/probe/open')).body).toEqual({ seen: 'everybody' });
    expect((await browser.get('/probe/mine')).body).toEqual({ seen: engineer.id });
  });

  it('judge an ability by the job roles of this moment, and record a refusal', async () => {
    expect(await browser.get('/probe/audit')).toMatchObject({
      status: 403,
      body: { code: 'identity.not_allowed' },
    });
    expect(await app.events('audit.read')).toContainEqual(
      expect.objectContaining({
        type: 'identity.access_refused',
        actor: expect.objectContaining({ kind: 'person', id: engineer.id }) as unknown,
      }),
    );
    const powerful = await app.signedIn(cto);
    expect((await powerful.get('/probe/audit')).status).toBe(200);
    await app.database.query('DELETE FROM person_job_role WHERE person_id = $1', [cto.id]);
    expect((await powerful.get('/probe/audit')).status).toBe(403);
    await app.database.query("INSERT INTO person_job_role VALUES ($1, 'cto')", [cto.id]);
  });

  describe('against calls that other sites make a browser do', () => {
    const change = (headers: Record<string, string>, path = '/probe/mine') => browser.post(path, {}, headers);

    it('let the calls of our own page pass', async () => {
      const own = { origin: PUBLIC_URL, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
      expect((await change(own)).status).toBe(200);
      expect((await change({})).status).toBe(200);
    });

    it.each([
      ['no token', { 'x-sallyport-csrf': '' }],
      ['half a token', { 'x-sallyport-csrf': 'abc' }],
      ['a made-up token', { 'x-sallyport-csrf': 'A'.repeat(43) }],
      ['a token beyond ASCII', { 'x-sallyport-csrf': 'é'.repeat(43) }],
    ])('need the token: %s', async (_, headers) => {
      expect(await change(headers)).toMatchObject({
        status: 403,
        body: { code: 'identity.csrf_token_missing' },
      });
    });

    it('need the token of this very session', async () => {
      const { csrf } = await app.signedIn(cto);
      expect((await change({ 'x-sallyport-csrf': csrf })).status).toBe(403);
      expect((await change({ 'x-sallyport-csrf': browser.csrf })).status).toBe(200);
    });

    it('need the token from a half session and at public addresses, too', async () => {
      const half = app.browser();
      await half.post('/session', { handle: cto.handle, password: cto.password });
      const bare = { 'x-sallyport-csrf': '' };
      expect((await half.post('/session/second-factor', { code: '123456' }, bare)).status).toBe(403);
      expect((await half.delete('/session', bare)).status).toBe(403);
      expect((await change(bare, '/probe/open')).status).toBe(403);
      expect((await app.browser().post('/probe/open', {}, bare)).status).toBe(200);
    });

    it.each([
      ['cross-site', { 'sec-fetch-site': 'cross-site' }],
      ['a sister host', { 'sec-fetch-site': 'same-site' }],
      ['another origin', { origin: 'https://evil.example' }],
      ['no origin to speak of', { origin: 'null' }],
      ['another scheme', { origin: 'http://sallyport.example' }],
      ['another port', { origin: 'https://sallyport.example:8443' }],
      ['a longer name', { origin: 'https://sallyport.example.evil.example' }],
    ])('refuse them from %s, even with the token', async (_, headers) => {
      expect(await change(headers as Record<string, string>)).toMatchObject({
        status: 403,
        body: { code: 'identity.foreign_page' },
      });
      expect((await browser.get('/probe/mine', headers as Record<string, string>)).status).toBe(403);
      const signIn = { handle: engineer.handle, password: engineer.password };
      expect((await app.browser().post('/session', signIn, headers as Record<string, string>)).status).toBe(
        403,
      );
    });

    it('let somebody follow a link to us', async () => {
      const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
      expect((await browser.get('/probe/mine', link)).status).toBe(200);
      expect((await change(link)).status).toBe(403);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])(
      'take JSON only, not %s',
      async (type) => {
        expect((await browser.send('POST', '/probe/mine', '{}', { 'content-type': type })).status).toBe(415);
      },
    );

    it('take JSON with a charset', async () => {
      const type = { 'content-type': 'application/json; charset=utf-8' };
      expect((await browser.send('POST', '/probe/mine', '{}', type)).status).toBe(200);
    });

    it('ask programs with a bearer token for no page’s token', async () => {
      const program = app.browser();
      const headers = { authorization: `Bearer ${browser.token}`, 'x-sallyport-csrf': '' };
      expect((await program.post('/probe/mine', {}, headers)).status).toBe(200);
    });
  });

  it('hand the step-up token of its header to the handler', async () => {
    expect((await browser.post('/probe/mine', {}, { 'Sallyport-Step-Up': 'abc' })).body).toEqual({
      seen: 'abc',
    });
    expect((await browser.post('/probe/mine', {})).body).toEqual({ seen: 'no step-up' });
  });

  it('of two processes in one do not answer with each other’s sessions', async () => {
    const second = await startTestPostgres();
    const elsewhere = await IdentityApp.start({ postgres: second, clock, controllers: [ProbeController] });
    try {
      const stranger = elsewhere.browser();
      const headers = { authorization: `Bearer ${browser.token}` };
      expect((await stranger.get('/probe/mine', headers)).status).toBe(401);
      expect((await browser.get('/probe/mine')).status).toBe(200);
    } finally {
      await elsewhere.stop();
      await second.stop();
    }
    expect((await browser.get('/probe/mine')).status).toBe(200);
  });
});
