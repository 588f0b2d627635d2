import type { FastifyReply } from 'fastify';
import { SCIM_JSON } from '../../../platform/http/scim-error-answer';
import type { Resource } from './scim-schemas';

/** Open to the guards of people; {@link ScimGuard} stands before each of these handlers. */
export const SCIM_ENDPOINT = {
  access: 'public',
  produces: 'application/scim+json',
  description: 'For a provisioning system, with its own bearer token.',
} as const;

export function answer(reply: FastifyReply, status: number, resource: Resource): void {
  const { version, location } = (resource.meta ?? {}) as { version?: string; location?: string };
  if (version !== undefined) void reply.header('etag', version);
  if (status === 201 && location !== undefined) void reply.header('location', location);
  void reply
    .status(status)
    .header('content-type', SCIM_JSON)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(resource));
}
