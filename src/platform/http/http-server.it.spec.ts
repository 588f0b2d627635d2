import { Controller, Get } from '@nestjs/common';
import { ManualClock, unauthenticated } from '../../kernel';
import { IdentityApp } from '../../../test/support/identity-app';
import { startTestPostgres, type TestPostgres } from '../../../test/support/postgres';
import { Endpoint } from './endpoint';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

@Controller('api/v1/probe')
class ProbeController {
  @Get('minute')
  @Endpoint({ summary: 'Wants a second factor of the last minute', access: 'public' })
  minute(): never {
    throw unauthenticated('insufficient_user_authentication', 'Confirm this.', { maxAgeSeconds: 60 });
  }
}

describe('the HTTP side', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  const start = (publicUrl: string) =>
    IdentityApp.start({ postgres, clock: new ManualClock(), publicUrl, controllers: [ProbeController] });

  describe('of the demonstration', () => {
    let app: IdentityApp;
    beforeAll(async () => {
      app = await start('http://localhost:3100');
    });
    afterAll(() => app.stop());
    const at = (host: string) =>
      app.nest.inject({ method: 'GET', url: '/api/v1/session', headers: { host } });

    it.each(['localhost:3100', '127.0.0.1:3100', '127.0.0.1', '[::1]:3100', 'LOCALHOST'])(
      'answers at %s',
      async (host) => {
        expect((await at(host)).statusCode).toBe(200);
      },
    );

    it('sends whoever opens a page under another name of the machine to its own, and nowhere else', async () => {
      const open = (url: string, host: string) =>
        app.nest.inject({ method: 'GET', url, headers: { host, 'sec-fetch-mode': 'navigate' } });
      expect((await open('/requests?state=pending', '127.0.0.1:3100')).headers.location).toBe(
        'http://localhost:3100/requests?state=pending',
      );
      expect((await open('//elsewhere.example/', '[::1]:3100')).headers.location).toBe(
        'http://localhost:3100//elsewhere.example/',
      );
      expect((await open('/api/v1/session', 'localhost:3100')).statusCode).toBe(200);
    });

    it.each<[string, string, string, string, number, string]>([
      ['JSON that is cut off', '/api/v1/session', 'application/json', '{"a":', 400, 'http.bad_request'],
      [
        'a form',
        '/api/v1/session',
        'application/x-www-form-urlencoded',
        'a=b',
        415,
        'http.unsupported_media_type',
      ],
      [
        'a file where none is taken',
        '/api/v1/session',
        'text/csv',
        'a,b',
        415,
        'http.unsupported_media_type',
      ],
      [
        'more than it takes',
        '/api/v1/session',
        'application/json',
        `"${'x'.repeat(1_048_577)}"`,
        413,
        'http.too_large',
      ],
      ['a damaged address', '/api/v1/%E0%A4%A', 'application/json', '{}', 400, 'http.bad_address'],
    ])('tells of %s in a problem that says what to do', async (_, url, type, payload, status, code) => {
      const headers = { host: 'localhost:3100', 'content-type': type };
      const answer = await app.nest.inject({ method: 'POST', url, payload, headers });
      expect(answer.statusCode).toBe(status);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.json()).toMatchObject({
        status,
        code,
        detail: expect.stringMatching(/^[A-Z].+\.$/) as string,
        requestId: expect.any(String) as string,
      });
    });

    it('is kept by nobody on the way, however its address is written', async () => {
      for (const url of ['/api/v1/session', '/%61pi/v1/session', '/api/v1/nothing-here']) {
        const { headers } = await app.nest.inject({ url, headers: { host: 'localhost:3100' } });
        expect([url, headers['cache-control']]).toEqual([url, 'no-store']);
      }
    });

    it.each([
      'rebound.example',
      'rebound.example:3100',
      '127.evil.example',
      'localhost.evil.example',
      '127.0.0.1@evil.example',
      '10.0.0.7:3100',
    ])('tells nothing to a page that calls it %s (DNS rebinding)', async (host) => {
      const { statusCode, body } = await at(host);
      expect({ statusCode, code: (JSON.parse(body) as { code: string }).code }).toEqual({
        statusCode: 403,
        code: 'http.foreign_host',
      });
    });
  });

  it('in earnest leaves names to the proxy, and says how old a second factor may be', async () => {
    const app = await start('https://sallyport.example');
    try {
      const { headers } = await app.nest.inject({
        method: 'GET',
        url: '/api/v1/probe/minute',
        headers: { host: 'sallyport.example' },
      });
      expect(headers['www-authenticate']).toBe(
        'Bearer error="insufficient_user_authentication", max_age="60"',
      );
    } finally {
      await app.stop();
    }
  });
});
