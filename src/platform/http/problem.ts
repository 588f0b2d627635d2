import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { DomainErrorKind } from '../../kernel';

/** The one mapping of the closed error kinds to HTTP (RFC 9110). */
export const STATUS_OF_KIND: Readonly<Record<DomainErrorKind, number>> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  gone: 410,
  rateLimited: 429,
  upstreamUnavailable: 503,
};

/** RFC 9457 problem details, with our stable `code` and the request's id. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .loose();

export type Problem = z.output<typeof problemSchema>;

export function problem(
  status: number,
  code: string,
  detail: string,
  requestId: string,
  extra: Readonly<Record<string, unknown>> = {},
): Problem {
  const type = `urn:sallyport:problem:${code}`;
  return { ...extra, type, title: STATUS_CODES[status] ?? 'Error', status, code, detail, requestId };
}
