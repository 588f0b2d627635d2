import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ScimErrorTold, sendScimError } from '../../../platform/http/scim-error-answer';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { ScimError } from './scim-error';

/** Errors as RFC 7644, section 3.12, shapes them: what a provisioning system can show to its administrator. */
@Catch()
export class ScimErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    sendScimError(host.switchToHttp().getResponse<FastifyReply>(), this.told(error, request));
  }

  private told(error: unknown, request: FastifyRequest): ScimErrorTold {
    if (error instanceof ScimError) return error;
    if (error instanceof HttpException && error.getStatus() < 500)
      return { status: error.getStatus(), detail: error.message };
    this.logger.error(
      { err: error, requestId: request.id },
      'A call of the provisioning system failed for a reason that is ours.',
    );
    return {
      status: 500,
      detail: 'Something went wrong on our side. Read the resource again before you send the change anew.',
    };
  }
}
