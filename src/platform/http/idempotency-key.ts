import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalid } from '../../kernel';

/** The `Idempotency-Key` header, or null: the client's own name for one attempt, so that trying again never does it twice. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const header = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (header === undefined) return null;
  if (typeof header === 'string' && /^[\x21-\x7e]{8,128}$/.test(header)) return header;
  throw invalid('request.bad_idempotency_key', 'An Idempotency-Key is 8 to 128 printable ASCII characters.');
});
