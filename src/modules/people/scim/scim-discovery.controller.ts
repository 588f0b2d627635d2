import { Controller, Get, Inject, Param, Res, UseFilters, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { Endpoint } from '../../../platform/http/endpoint';
import { answer, SCIM_ENDPOINT } from './scim-answer';
import { ScimErrorFilter } from './scim-error.filter';
import { ScimError } from './scim-error';
import { LARGEST_PAGE } from './scim-resources';
import {
  ENTERPRISE,
  GROUP_SCHEMA,
  PREREQUISITES,
  type Resource,
  schemaDescriptions,
  USER_SCHEMA,
} from './scim-schemas';
import { ScimGuard } from './scim.guard';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';

/** What this server can do, for provisioning systems that ask (RFC 7644, section 4). */
@Controller('scim/v2')
@UseGuards(ScimGuard)
@UseFilters(ScimErrorFilter)
export class ScimDiscoveryController {
  private readonly base: string;

  constructor(@Inject(ENVIRONMENT) { publicUrl }: Environment) {
    this.base = `${publicUrl}/scim/v2`;
  }

  @Get('ServiceProviderConfig')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: what this server can do' })
  config(@Res() reply: FastifyReply): void {
    answer(reply, 200, {
      schemas: [`${CORE}:ServiceProviderConfig`],
      patch: { supported: true },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: LARGEST_PAGE },
      changePassword: { supported: false },
      sort: { supported: false },
      etag: { supported: true },
      authenticationSchemes: [
        {
          type: 'oauthbearertoken',
          name: 'Bearer token',
          description: 'A token that an administrator of Sallyport makes for the provisioning system.',
          primary: true,
        },
      ],
      meta: { resourceType: 'ServiceProviderConfig', location: `${this.base}/ServiceProviderConfig` },
    });
  }

  @Get('ResourceTypes')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: kinds of resource' })
  types(@Res() reply: FastifyReply): void {
    answer(reply, 200, listOf(this.resourceTypes()));
  }

  @Get('ResourceTypes/:id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: one kind of resource' })
  type(@Param('id') id: string, @Res() reply: FastifyReply): void {
    answer(reply, 200, oneOf(this.resourceTypes(), id));
  }

  @Get('Schemas')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: schemas' })
  schemas(@Res() reply: FastifyReply): void {
    answer(reply, 200, listOf(schemaDescriptions()));
  }

  @Get('Schemas/:id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: one schema' })
  schema(@Param('id') id: string, @Res() reply: FastifyReply): void {
    answer(reply, 200, oneOf(schemaDescriptions(), id));
  }

  private resourceTypes(): Resource[] {
    const type = (id: string, endpoint: string, schema: string, extensions: readonly string[]): Resource => ({
      schemas: [`${CORE}:ResourceType`],
      id,
      name: id,
      endpoint,
      schema,
      schemaExtensions: extensions.map((extension) => ({ schema: extension, required: false })),
      meta: { resourceType: 'ResourceType', location: `${this.base}/ResourceTypes/${id}` },
    });
    return [
      type('User', '/Users', USER_SCHEMA, [ENTERPRISE, PREREQUISITES]),
      type('Group', '/Groups', GROUP_SCHEMA, []),
    ];
  }
}

const listOf = (resources: readonly Resource[]): Resource => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: resources.length,
  startIndex: 1,
  itemsPerPage: resources.length,
  Resources: resources,
});

function oneOf(resources: readonly Resource[], id: string): Resource {
  const found = resources.find((resource) => resource.id === id);
  if (!found) throw new ScimError(404, 'There is nothing of this name.');
  return found;
}
