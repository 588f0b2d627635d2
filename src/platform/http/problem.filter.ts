import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel';
import type { Logger } from '../telemetry/logger';
import { problem, type Problem, STATUS_OF_KIND } from './problem';

/** Where the answer of a COMMIT was lost, it may have been done all the same (I14). */
const INTERNAL =
  'Something went wrong on our side. If you were changing something, look whether it was done before you try again.';

/** The only place where an error becomes an HTTP answer. Whatever is not a refusal of ours is a 500 that tells nothing. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(reply, this.toProblem(error, request));
  }

  toProblem(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof DomainError) {
      return problem(STATUS_OF_KIND[error.kind], error.code, error.detail, request.id, error.extra);
    }
    const status = httpStatusOf(error);
    if (status !== undefined && status < 500) {
      const words = isOfTheAddress(error) ? BAD_ADDRESS : wordsOf(status);
      return problem(status, ...words, request.id);
    }
    this.logger.error({ err: error, requestId: request.id }, 'A request failed for a reason that is ours.');
    return problem(500, 'internal', INTERNAL, request.id);
  }
}

export function sendProblem(reply: FastifyReply, body: Problem): void {
  const challenge = challengeOf(body);
  if (challenge) void reply.header('www-authenticate', challenge);
  if (typeof body.retryAfterSeconds === 'number')
    void reply.header('retry-after', String(body.retryAfterSeconds));
  void reply
    .status(body.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(body));
}

/**
 * RFC 6750 § 3 names the challenges for a token that counts no more or carries too little, RFC 9470 that for a missing or
 * stale second factor, and how old it may be.
 */
function challengeOf({ status, code, maxAgeSeconds, neededScopes }: Problem): string | undefined {
  if (code === 'insufficient_user_authentication')
    return `Bearer error="insufficient_user_authentication", max_age="${String(maxAgeSeconds)}"`;
  if (code === 'identity.token_scope' && Array.isArray(neededScopes))
    return `Bearer realm="sallyport", error="insufficient_scope", scope="${neededScopes.join(' ')}"`;
  if (status !== 401) return undefined;
  const isToken = code === 'identity.token_invalid' || code === 'identity.token_over';
  return `Bearer realm="sallyport"${isToken ? ', error="invalid_token"' : ''}`;
}

/** Fastify's parser errors carry `statusCode`; Nest's own carry a status of their own. */
function httpStatusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

const isOfTheAddress = (error: unknown): boolean =>
  ['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH'].includes(
    String((error as { code?: unknown } | undefined)?.code),
  );

const BAD_ADDRESS: [code: string, detail: string] = [
  'http.bad_address',
  'This address is damaged. Look whether it was copied whole.',
];

function wordsOf(status: number): [code: string, detail: string] {
  switch (status) {
    case 404:
      return ['http.not_found', 'There is nothing at this address.'];
    case 405:
      return ['http.method_not_allowed', 'This address does not take that method.'];
    case 413:
      return ['http.too_large', 'What was sent is larger than this address takes (1 MB).'];
    case 415:
      return ['http.unsupported_media_type', 'Send JSON, with Content-Type application/json.'];
    case 429:
      return ['http.rate_limited', 'Too many calls in a short time. Wait a moment and try again.'];
    default:
      return ['http.bad_request', 'The request could not be read. Send well-formed JSON in UTF-8.'];
  }
}
