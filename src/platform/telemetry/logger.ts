import type { LoggerService } from '@nestjs/common';
import pino, { type Logger } from 'pino';

export type { Logger };

/** Names under which a secret could ever travel in a log object. The values never reach the output (I17). */
const SECRET_PATHS = [
  'password',
  'secret',
  'token',
  'code',
  'cookie',
  'authorization',
  'credential',
  'stepUpToken',
];

/**
 * JSON lines on standard output; `destination` is for tests that read them back. What comes while a line is on its way
 * out is written with the next, so that no request waits for a log; what is left is written at the exit.
 */
export function makeLogger(
  level: string,
  destination: pino.DestinationStream = pino.destination({ sync: false }),
): Logger {
  return pino(
    {
      level,
      base: { service: 'sallyport' },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: SECRET_PATHS.flatMap((name) => [name, `*.${name}`, `req.headers.${name}`]),
        censor: '[redacted]',
      },
      serializers: { err: errorWithoutSecrets },
    },
    destination,
  );
}

/** Drivers hang the statement's parameters and the connection's settings on their errors: only the harmless part is kept. */
function errorWithoutSecrets(
  error: Error & { code?: unknown; constraint?: unknown },
): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    code: error.code,
    constraint: error.constraint,
    stack: error.stack,
  };
}

/** Nest's own lines go the same way as ours. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.logger.error({ context, stack }, String(message));
  }
}
