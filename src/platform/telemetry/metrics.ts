import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ListenAddress } from '../config/environment';

/** One registry a process; modules make their own instruments on it. Names follow Prometheus: unit last, `_total` for counters. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics, prefix: 'sallyport_' });

export function counter(name: string, help: string, labelNames: string[] = []): Counter {
  return new Counter({ name, help, labelNames, registers: [metrics] });
}

export function gauge(name: string, help: string, labelNames: string[] = []): Gauge {
  return new Gauge({ name, help, labelNames, registers: [metrics] });
}

export function histogram(
  name: string,
  help: string,
  buckets: number[],
  labelNames: string[] = [],
): Histogram {
  return new Histogram({ name, help, labelNames, buckets, registers: [metrics] });
}

/** Serves `/metrics` on a port of its own, so that the proxy in front of the web app cannot reach it. */
export async function serveMetrics(listen: ListenAddress): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    void metrics
      .metrics()
      .then((text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return server;
}
