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
