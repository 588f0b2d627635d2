import type { FastifyReply } from 'fastify';

export const SCIM_JSON = 'application/scim+json; charset=utf-8';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** What a provisioning system can show to its administrator. */
export interface ScimErrorTold {
  readonly status: number;
  readonly detail: string;
  readonly scimType?: string;
}

/** An error as RFC 7644, section 3.12, shapes it. */
export function sendScimError(reply: FastifyReply, { status, detail, scimType }: ScimErrorTold): void {
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="sallyport-scim"');
  void reply
    .status(status)
    .header('content-type', SCIM_JSON)
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ schemas: [ERROR], status: String(status), scimType, detail }));
}
