import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { forbidden, newId, SECOND } from '../../kernel';
import type { Environment } from '../config/environment';
import { isLoopback } from '../config/loopback';
import { type Logger, NestLogger } from '../telemetry/logger';
import { serveApiDescription } from './api-description';
import { ProblemFilter, sendProblem } from './problem.filter';
import { recordRequests } from './request-log';
import { sendScimError } from './scim-error-answer';
import { serveWebApp } from './web-app';

const BODY_LIMIT = 1_048_576;
/** Milliseconds that a stop waits for requests in hand: less than what an engine waits before it kills. */
const DRAINS_WITHIN = 10 * SECOND;

/**
 * The HTTP side of a process: every answer carries the security headers, every failure is a problem details document, and
 * a body is of at most 1 MiB, and JSON but where an operation takes a file.
 */
export async function createHttpServer(
  rootModule: Type | { module: Type },
  environment: Environment,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const filter = new ProblemFilter(logger);
  const adapter = new Adapter({
    bodyLimit: BODY_LIMIT,
    genReqId: () => newId(),
    // Whoever is not a configured proxy does not get to say where a request came from.
    trustProxy: environment.trustedProxies.length > 0 ? [...environment.trustedProxies] : false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      refuse(filter, error, request, reply),
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true },
  });
  const app = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  if (environment.demo) answerUnderOwnNamesOnly(fastify, filter, new URL(environment.publicUrl));
  // What fails before a handler is found, a body that is no JSON above all, is told in the same form.
  fastify.setErrorHandler((error, request, reply) => refuse(filter, error, request, reply));
  takeJsonOnly(fastify);
  takeFilesWhereWanted(fastify);
  recordRequests(fastify, logger);
  await app.register(cookie);
  await app.register(helmet, {
    // Each page sets its own policy with its own nonce; see web-app.ts.
    contentSecurityPolicy: false,
    strictTransportSecurity: environment.publicUrl.startsWith('https:')
      ? { maxAge: 63_072_000, includeSubDomains: true }
      : false,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
  });
  app.useGlobalFilters(filter);
  serveApiDescription(app);
  await serveWebApp(app, filter);
  await app.init();
  await fastify.ready();
  return app;
}

/** Nest would set its own error handler over the one above. */
class Adapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}

/** A provisioning system reads errors of its own shape alone, whatever they are about. */
function refuse(filter: ProblemFilter, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const told = filter.toProblem(error, request);
  if (request.url.startsWith('/scim/'))
    sendScimError(reply, { ...told, scimType: told.status === 400 ? 'invalidSyntax' : undefined });
  else sendProblem(reply, told);
}

/** Takes no more calls and finishes those in hand. What stands behind the handlers goes on until the application is closed. */
export async function closeListener(app: NestFastifyApplication): Promise<void> {
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), DRAINS_WITHIN);
  try {
    await app.getHttpAdapter().getInstance().close();
  } finally {
    clearTimeout(cut);
  }
}

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/**
 * The demonstration shows credentials to whoever asks on this machine. A page of another site asks too, once its name was
 * made to lead here (DNS rebinding); then its browser says that name. Whoever opens a page under another name of this
 * machine is sent to the one under which cookies, passkeys and calls belong together.
 */
function answerUnderOwnNamesOnly(fastify: Fastify, filter: ProblemFilter, own: URL): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const host = hostnameOf(request.headers.host);
    if (host !== undefined && isLoopback(host)) {
      if (host !== own.hostname && request.headers['sec-fetch-mode'] === 'navigate') {
        // Joined as text: resolved as a reference, `//elsewhere.example` would lead there.
        void reply.redirect(`${own.origin}${request.url}`, 307);
        return;
      }
      done();
      return;
    }
    const refusal = forbidden(
      'http.foreign_host',
      'The demonstration answers at localhost and 127.0.0.1 only.',
    );
    sendProblem(reply, filter.toProblem(refusal, request));
  });
}

function hostnameOf(header: string | undefined): string | undefined {
  try {
    return new URL(`http://${header ?? ''}`).hostname.replace(/^\[|\]$/g, '');
  } catch {
    return undefined;
  }
}

/**
 * A form that another site submits can carry no JSON, so nothing else is taken (CSRF). Provisioning systems call theirs by a
 * name of its own (RFC 7644, section 8.1). An empty body is an empty object.
 */
function takeJsonOnly(fastify: Fastify): void {
  fastify.removeAllContentTypeParsers();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser(
    ['application/json', 'application/scim+json'],
    { parseAs: 'string' },
    (request, body, done) => {
      if (body.length === 0) done(null, {});
      else void parse(request, body as string, done);
    },
  );
}

/** A file travels as its own bytes, to the operations that say so. No form of another site can send this type either. */
function takeFilesWhereWanted(fastify: Fastify): void {
  fastify.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (request, body, done) => {
    const { consumes } = request.routeOptions.config as { consumes?: string };
    if (consumes === 'text/csv') done(null, body);
    else done(Object.assign(new Error('No file is taken here.'), { statusCode: 415 }));
  });
}
