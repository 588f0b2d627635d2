import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '../telemetry/logger';
import { histogram } from '../telemetry/metrics';

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

const duration = histogram(
  'sallyport_http_request_seconds',
  'Time to answer an HTTP request',
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  ['method', 'route', 'status'],
);

/** One line a request, with the route's pattern instead of its address: an approval link must not stand in a log (I17). */
export function recordRequests(fastify: Fastify, logger: Logger): void {
  // Every field below is named here and none can hold a secret, so no line is searched for one.
  const lines = logger.child({}, { redact: [] });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    // By the route: `/%61pi/…` leads there, too. By the address where no route is found.
    if ([request.routeOptions.url, request.url].some((at) => at?.startsWith('/api/')))
      void reply.header('cache-control', 'no-store');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const seconds = reply.elapsedTime / 1_000;
    duration.observe({ method: request.method, route, status: String(reply.statusCode) }, seconds);
    lines.info(
      {
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        seconds,
        personId: request.principal?.personId,
        address: request.ip,
      },
      'request',
    );
    done();
  });
}
