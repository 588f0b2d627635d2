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
import { WriteScimUser } from './write-scim-user';

/** Users of RFC 7644, for provisioning systems. */
@Controller('scim/v2/Users')
@UseGuards(ScimGuard)
@UseFilters(ScimErrorFilter)
export class ScimUsersController {
  constructor(
    private readonly resources: ScimResources,
    private readonly users: WriteScimUser,
  ) {}

  @Get()
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: find users' })
  async list(@Query() query: ListQuery, @Res() reply: FastifyReply) {
    answer(reply, 200, await this.resources.listUsers(query));
  }

  @Get(':id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: one user' })
  async one(@Param('id') id: string, @Res() reply: FastifyReply) {
    answer(reply, 200, await this.resources.user(id));
  }

  @Post()
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: somebody joins' })
  async create(@ScimActor() actor: Actor, @Body() body: unknown, @Res() reply: FastifyReply) {
    const id = await this.users.create(actor, body);
    answer(reply, 201, await this.resources.user(id));
  }

  @Put(':id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: replace what is said of a user' })
  async replace(
    @ScimActor() actor: Actor,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ) {
    await this.users.replace(actor, id, ifMatch, body);
    answer(reply, 200, await this.resources.user(id));
  }

  @Patch(':id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: change a user' })
  async patch(
    @ScimActor() actor: Actor,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ) {
    await this.users.patch(actor, id, ifMatch, body);
    answer(reply, 200, await this.resources.user(id));
  }

  @Delete(':id')
  @Endpoint({ ...SCIM_ENDPOINT, summary: 'SCIM: somebody leaves', status: 204 })
  async remove(
    @ScimActor() actor: Actor,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res() reply: FastifyReply,
  ) {
    await this.users.remove(actor, id, ifMatch);
    void reply.status(204).send();
  }
}
