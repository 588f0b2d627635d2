import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { ScimError } from './scim-error';

export const SCIM_JSON = 'application/scim+json; charset=utf-8';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Errors as RFC 7644, section 3.12, shapes them: what a provisioning system can show to its administrator. */
@Catch()
export class ScimErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const { status, detail, scimType } = this.told(error, request);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (status === 401) void reply.header('www-authenticate', 'Bearer realm="sallyport-scim"');
    void reply
      .status(status)
      .header('content-type', SCIM_JSON)
      .header('cache-control', 'no-store')
      .send(JSON.stringify({ schemas: [ERROR], status: String(status), scimType, detail }));
  }

  private told(
    error: unknown,
    request: FastifyRequest,
  ): { status: number; detail: string; scimType?: string } {
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
