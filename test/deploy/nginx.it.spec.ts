import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { connect as connectTls, getCiphers, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { ProblemFilter } from '../../src/platform/http/problem.filter';
import { makeLogger } from '../../src/platform/telemetry/logger';
import { describeWhere } from '../support/describe-where';
import { missingPrograms } from '../support/programs';
import { NginxProcess, serverName } from './nginx-process';

/** Each test starts processes, which takes its time on a busy machine. */
jest.setTimeout(60_000);

const MEGABYTE = 1_048_576;

type FilterRequest = Parameters<ProblemFilter['toProblem']>[1];

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Arrival {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
}

describeWhere(missingPrograms('nginx', 'openssl'))('the TLS proxy in front of Sallyport', () => {
  let nginx: NginxProcess;
  let upstream: Server;
  let arrivals: Arrival[] = [];

  beforeAll(async () => {
    upstream = createServer((request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => (bytes += chunk.length));
      request.on('end', () => {
        arrivals.push({ url: request.url ?? '', headers: request.headers, bytes });
        response.setHeader('strict-transport-security', 'max-age=1');
        response.end('from the application');
      });
    }).listen(0, '127.0.0.1');
    await new Promise((done) => upstream.once('listening', done));
    nginx = await NginxProcess.start((upstream.address() as AddressInfo).port);
  });

  beforeEach(() => (arrivals = []));

  afterAll(async () => {
    upstream.closeAllConnections();
    await new Promise((done) => upstream.close(done));
    await nginx.stop();
  });

  interface Ask {
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: Buffer;
    readonly chunked?: boolean;
  }

  const read = (message: IncomingMessage): Promise<Answer> =>
    new Promise((done) => {
      let body = '';
      message.on('data', (chunk: Buffer) => (body += chunk.toString()));
      message.on('end', () => done({ status: message.statusCode!, headers: message.headers, body }));
    });

  function ask({ path = '/', method = 'GET', headers = {}, body, chunked }: Ask = {}): Promise<Answer> {
    const length = body && !chunked ? { 'content-length': String(body.length) } : {};
    return new Promise((done, fail) => {
      const request = httpsRequest({
        ...{
          host: '127.0.0.1',
          port: nginx.httpsPort,
          servername: serverName,
          rejectUnauthorized: false,
          agent: false,
        },
        ...{ path, method, headers: { host: serverName, ...length, ...headers } },
      });
      request.on('response', (message) => void read(message).then(done));
      request.on('error', fail);
      request.end(body);
    });
  }

  function askPlain(host: string, path: string): Promise<Answer> {
    return new Promise((done, fail) => {
      const options = { host: '127.0.0.1', port: nginx.httpPort, path, headers: { host }, agent: false };
      httpRequest(options, (message) => void read(message).then(done))
        .on('error', fail)
        .end();
    });
  }

  function shakeHands(options: ConnectionOptions): Promise<TLSSocket> {
    return new Promise((done, fail) => {
      const socket = connectTls({
        ...{ host: '127.0.0.1', port: nginx.httpsPort, servername: serverName, rejectUnauthorized: false },
        ...options,
      });
      socket.once('secureConnect', () => done(socket)).once('error', fail);
    });
  }

  /** The agreed suite, or the reason of the refusal. */
  async function outcome(options: ConnectionOptions): Promise<string> {
    try {
      const socket = await shakeHands(options);
      const suite = socket.getCipher().name;
      socket.destroy();
      return suite;
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  const withSuite = (suite: string): Promise<string> =>
    outcome({ maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2', ciphers: `${suite}:@SECLEVEL=0` });

  describe('transport', () => {
    it('agrees on TLS 1.2 with the three forward-secret, authenticated suites its key allows, and on no other', async () => {
      const suites = getCiphers()
        .map((name) => name.toUpperCase())
        .filter((name) => !name.startsWith('TLS_'));
      expect(suites.length).toBeGreaterThan(30);
      const agreed: string[] = [];
      for (const suite of suites) if ((await withSuite(suite)) === suite) agreed.push(suite);
      expect(agreed.sort()).toEqual([
        'ECDHE-RSA-AES128-GCM-SHA256',
        'ECDHE-RSA-AES256-GCM-SHA384',
        'ECDHE-RSA-CHACHA20-POLY1305',
      ]);
    });

    it.each([
      'AES128-SHA',
      'AES128-GCM-SHA256',
      'ECDHE-RSA-AES128-SHA',
      'ECDHE-RSA-AES256-SHA384',
      'DHE-RSA-AES128-GCM-SHA256',
    ])('answers %s with the alert handshake_failure: the server refuses, not this client', async (suite) => {
      expect(await withSuite(suite)).toMatch(/ALERT_HANDSHAKE_FAILURE/);
    });

    it.each(['TLSv1', 'TLSv1.1'] as const)('refuses %s', async (version) => {
      const refusal = await outcome({ minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' });
      expect(refusal).toMatch(/ALERT_PROTOCOL_VERSION/);
    });

    it('speaks TLS 1.3', async () => {
      const socket = await shakeHands({ minVersion: 'TLSv1.3' });
      expect(socket.getProtocol()).toBe('TLSv1.3');
      socket.destroy();
    });

    it('makes a fresh key for each TLS 1.2 connection and hands out no ticket that would outlive it', async () => {
      const socket = await shakeHands({ maxVersion: 'TLSv1.2' });
      expect(socket.getEphemeralKeyInfo()).toMatchObject({ type: 'ECDH' });
      expect(socket.getTLSTicket()).toBeUndefined();
      socket.destroy();
    });

    it('tells browsers to use nothing but HTTPS for two years, once, on answers of every kind', async () => {
      const answers = [
        await ask(),
        await ask({ path: '/metrics' }),
        await ask({ body: Buffer.alloc(MEGABYTE + 1), method: 'POST' }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 404, 413]);
      for (const { headers } of answers) {
        expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
      }
    });

    it('does not say which version of the server answers', async () => {
      const { headers, body } = await ask({ path: '/metrics' });
      expect(JSON.stringify(headers) + body).not.toMatch(/nginx\/\d/);
    });

    it('speaks HTTP/2 under the same rules', async () => {
      const session = connectHttp2(`https://127.0.0.1:${nginx.httpsPort}`, {
        servername: serverName,
        rejectUnauthorized: false,
      });
      const headers = await new Promise<Record<string, unknown>>((done, fail) => {
        session.on('error', fail);
        const stream = session.request({
          ':path': '/',
          ':authority': serverName,
          'x-forwarded-for': '203.0.113.9',
        });
        stream.on('response', done).resume().end();
      });
      session.destroy();
      expect(headers).toMatchObject({
        ':status': 200,
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
      });
      expect(arrivals[0]?.headers['x-forwarded-for']).toBe('127.0.0.1');
    });
  });

  describe('the single way in', () => {
    it('sends plain HTTP to the same address under HTTPS, whatever the path', async () => {
      const { status, headers } = await askPlain(serverName, '/requests?state=open');
      expect(status).toBe(308);
      expect(headers.location).toBe(`https://${serverName}/requests?state=open`);
      expect(arrivals).toEqual([]);
    });

    it('gives no redirect, no certificate and no answer to another name', async () => {
      await expect(askPlain('evil.example', '/')).rejects.toThrow(/socket hang up|ECONNRESET/);
      expect(await outcome({ servername: 'evil.example' })).toMatch(/UNRECOGNIZED_NAME/);
      await expect(ask({ headers: { host: 'evil.example' } })).rejects.toThrow(/socket hang up|ECONNRESET/);
      expect(arrivals).toEqual([]);
    });

    it('overwrites what a client claims about where it comes from', async () => {
      const claims = {
        'x-forwarded-for': '203.0.113.9, 198.51.100.7',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': 'evil.example',
        'x-real-ip': '203.0.113.9',
        forwarded: 'for=203.0.113.9',
        'x-request-id': 'chosen-by-the-client',
      };
      await ask({ headers: claims });
      const { headers } = arrivals[0];
      expect(headers).toMatchObject({
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': serverName,
        host: serverName,
      });
      expect(headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
      expect(JSON.stringify(headers)).not.toMatch(/203\.0\.113|198\.51\.100|evil|chosen-by/);
    });

    it.each([
      ...[
        '/metrics',
        '/metrics/',
        '/metrics?x=1',
        '/METRICS',
        '/%6detrics',
        '//metrics',
        '/x/../metrics',
        '/./metrics',
      ],
      ...[
        '/metrics;a=b',
        '/health/live',
        '/health/ready',
        '/health',
        '/api/../health/ready',
        '/x/%2e%2e/metrics',
      ],
    ])('hides %s', async (path) => {
      expect((await ask({ path })).status).toBe(404);
      expect(arrivals).toEqual([]);
    });

    it('hands everything else on, its path and query untouched', async () => {
      for (const path of [
        '/',
        '/api/v1/requests?limit=5&x=%2F',
        '/healthcare',
        '/systems/metrics',
        '/assets/index-1.js',
      ]) {
        expect(await ask({ path })).toMatchObject({ status: 200, body: 'from the application' });
        expect(arrivals.at(-1)?.url).toBe(path);
      }
    });
  });

  describe('limits', () => {
    it('passes a body of exactly 1 MiB', async () => {
      expect((await ask({ method: 'POST', body: Buffer.alloc(MEGABYTE) })).status).toBe(200);
      expect(arrivals[0]?.bytes).toBe(MEGABYTE);
    });

    it.each([
      ['announced', false],
      ['unannounced', true],
    ])('refuses one byte more, %s, in the very words of the application', async (_how, chunked) => {
      const { status, headers, body } = await ask({
        method: 'POST',
        body: Buffer.alloc(MEGABYTE + 1),
        chunked,
      });
      const words = JSON.parse(body) as { requestId: string };
      const filter = new ProblemFilter(makeLogger('silent'));
      const request = { id: words.requestId } as FilterRequest;
      expect(status).toBe(413);
      expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(headers['cache-control']).toBe('no-store');
      expect(words).toEqual(filter.toProblem({ statusCode: 413 }, request));
      expect(arrivals).toEqual([]);
    });

    it('lets go of a client that never finishes its header', async () => {
      const started = performance.now();
      await new Promise((done) => {
        const socket = connect(nginx.httpPort, '127.0.0.1', () =>
          socket.write(`GET / HTTP/1.1\r\nHost: ${serverName}\r\n`),
        );
        socket
          .on('close', done)
          .on('error', () => undefined)
          .resume();
      });
      expect(performance.now() - started).toBeLessThan(20_000);
    });
  });

  it('I17: keeps tokens of links out of its log', async () => {
    const token = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE';
    await ask({ path: `/approve/${token}/x` });
    await ask({
      path: `/requests?token=${token}`,
      headers: { referer: `https://${serverName}/approve/${token}` },
    });
    const log = await nginx.outputWith('"path":"/requests"');
    expect(log).toContain('"path":"/approve/[redacted]"');
    expect(log).not.toContain(token.slice(0, 12));
  });

  it('says so, as problem details, when no application answers', async () => {
    upstream.closeAllConnections();
    await new Promise((done) => upstream.close(done));
    const { status, headers, body } = await ask();
    expect(status).toBe(503);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(body)).toMatchObject({ status: 503, code: 'http.unavailable' });
  });
});
