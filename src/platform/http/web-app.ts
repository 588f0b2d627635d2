import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { notFound } from '../../kernel';
import { packageRoot } from './package-root';
import { type ProblemFilter, sendProblem } from './problem.filter';

const NONCE_PLACEHOLDER = /__CSP_NONCE__/g;
const NONCE_BYTES = 16;
const A_YEAR = '365d';

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Serves the web build under a strict content security policy; every address that is no file and no API is the app's own. */
export async function serveWebApp(app: NestFastifyApplication, filter: ProblemFilter): Promise<void> {
  const root = join(packageRoot(), 'dist', 'web');
  const index = join(root, 'index.html');
  const page = existsSync(index) ? readFileSync(index, 'utf8') : undefined;
  const fastify = app.getHttpAdapter().getInstance();
  if (page !== undefined) await serveFiles(app, root);
  fastify.get('/*', (request, reply) => {
    if (page === undefined || /^\/(api|assets|health|scim)(\/|$)/.test(request.url)) {
      const refusal = notFound('http.not_found', 'There is nothing at this address.');
      sendProblem(reply, filter.toProblem(refusal, request));
      return;
    }
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    void reply
      .header('content-security-policy', policy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replace(NONCE_PLACEHOLDER, nonce));
  });
}

/** File names under `assets/` carry their content's hash, so they never change; those beside it are few and small. */
async function serveFiles(app: NestFastifyApplication, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/assets/',
    maxAge: A_YEAR,
    immutable: true,
  });
  const fastify = app.getHttpAdapter().getInstance();
  const beside = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { name } of beside.filter((entry) => entry.name !== 'index.html')) {
    fastify.get(`/${name}`, (_, reply) => reply.sendFile(name, root, { maxAge: 0, immutable: false }));
  }
}
