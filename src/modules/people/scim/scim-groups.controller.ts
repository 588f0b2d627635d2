import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { ScimErrorFilter } from './scim-error.filter';
import { answer, SCIM_ENDPOINT } from './scim-answer';
import { ScimActor, ScimGuard } from './scim.guard';
import { type ListQuery, ScimResources } from './scim-resources';
import { WriteScimGroup } from './write-scim-group';

/** Groups of RFC 7644, for provisioning systems. */
@Controller('scim/v2/Groups')
@UseGuards(ScimGuard)
@UseFilters(ScimErrorFilter)
export class ScimGroupsController {
  constructor(
    private readonly resources: ScimResources,
    private readonly groups: WriteScimGroup,
  ) {}

  @Get()
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: find groups' })
  async list(@Query() query: ListQuery, @Res() reply: FastifyReply) {
    answer(reply, 200, await this.resources.listGroups(query));
  }

  @Get(':id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: one group' })
  async one(@Param('id') id: string, @Query() query: ListQuery, @Res() reply: FastifyReply) {
    answer(reply, 200, await this.resources.group(id, query.excludedAttributes));
  }

  @Post()
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: a group comes' })
  async create(@ScimActor() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply) {
    const id = await this.groups.create(actor, body);
    answer(reply, 201, await this.resources.group(id));
  }

  @Put(':id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: replace a group' })
  async replace(
    @ScimActor() actor: Actor,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ) {
    await this.groups.replace(actor, id, ifMatch, body);
    answer(reply, 200, await this.resources.group(id));
  }

  @Patch(':id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: change a group, most often its members' })
  async patch(
    @ScimActor() actor: Actor,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ) {
    await this.groups.patch(actor, id, ifMatch, body);
    answer(reply, 200, await this.resources.group(id));
  }

  @Delete(':id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: a group goes', status: 204 })
  async remove(
    @ScimActor() actor: Actor,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res() reply: FastifyReply,
  ) {
    await this.groups.remove(actor, id, ifMatch);
    void reply.status(204).send();
  }
}
