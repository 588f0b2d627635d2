import { createServer, type Server } from 'node:http';
import type { ListenAddress } from '../config/environment';
import { metrics } from '../telemetry/metrics';
import type { Readiness } from './readiness';

/**
 * `/metrics`, `/health/live` and `/health/ready` on a port of their own, in every role: for the machines inside. The proxy in
 * front of the web app cannot reach it, and it answers from early in the start until late in the stop.
 */
export async function serveInside(listen: ListenAddress, readiness: Readiness): Promise<Server> {
  const pages: Readonly<Record<string, () => Promise<Answer>>> = {
    '/metrics': async () => ({ status: 200, type: metrics.contentType, body: await metrics.metrics() }),
    '/health/live': () => Promise.resolve(json(200, { status: 'ok' })),
    '/health/ready': async () => {
      const reason = await readiness.hindrance();
      return reason === undefined ? json(200, { status: 'ok' }) : json(503, { status: 'not ready', reason });
    },
  };
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    if (!page) {
      response.writeHead(404).end();
      return;
    }
    page().then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return server;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const json = (status: number, body: object): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});
