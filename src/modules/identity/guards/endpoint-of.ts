import type { ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { forbidden } from '../../../kernel';
import { ENDPOINT, type EndpointOptions } from '../../../platform/http/endpoint';

/** Default deny: what does not say who may call it is called by nobody. */
export function endpointOf(reflector: Reflector, context: ExecutionContext): EndpointOptions {
  const options = reflector.get<EndpointOptions | undefined>(ENDPOINT, context.getHandler());
  if (!options) throw forbidden('identity.not_declared', 'This address is not open to anybody.');
  return options;
}
