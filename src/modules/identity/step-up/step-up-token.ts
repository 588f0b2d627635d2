import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const HEADER = 'sallyport-step-up';

/** The token of `POST /api/v1/step-ups`, for {@link StepUpService.consume}; undefined when there is none. */
export const StepUpToken = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[HEADER];
  return typeof value === 'string' ? value : undefined;
});
