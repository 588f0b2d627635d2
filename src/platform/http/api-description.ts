import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from './problem';

const DOCS = 'api/docs';

/** OpenAPI 3.1 of everything that `@Endpoint` declares. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Sallyport')
    .setDescription(
      'Access requests, approvals, grants and their proofs. Errors are problem details (RFC 9457).',
    )
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, base);
  const { $schema: _dialect, ...problem } = z.toJSONSchema(problemSchema);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problem as object },
  };
  return document;
}

/** `/api/openapi.json`, and a page to browse it at `/api/docs`. */
export function serveApiDescription(app: NestFastifyApplication): void {
  SwaggerModule.setup(DOCS, app, () => describeApi(app), {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Sallyport API',
    swaggerOptions: { persistAuthorization: false },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (request, reply, _payload, done) => {
      // The page of the library styles itself inline; it shows a public description and runs no script of another origin.
      if (request.url.startsWith(`/${DOCS}`)) void reply.header('content-security-policy', DOCS_POLICY);
      done();
    });
}

const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
