import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { forbidden, known } from '../../kernel';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { page, readCursor } from '../../platform/http/cursor';
import { Endpoint } from '../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../platform/http/principal';
import { uuid } from '../../platform/http/shapes';
import { zod } from '../../platform/http/zod.pipe';
import { abilitiesOf, StepUpToken } from '../identity';
import { EndGrant } from './ending/end-grant';
import { GrantAccess } from './grant-access';
import { GrantViews } from './grant-views';
import { GrantRepository } from './grant.repository';
import {
  type ClaimBody,
  claimBody,
  credentialView,
  type EndBody,
  endBody,
  grantPage,
  type GrantQuery,
  grantQuery,
  grantView,
} from './grants.dto';
import { IssueCredential } from './issuing/issue-credential';

@Controller('api/v1/grants')
export class GrantsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly access: GrantAccess,
    private readonly views: GrantViews,
    private readonly issueCredential: IssueCredential,
    private readonly endGrant: EndGrant,
  ) {}

  @Get()
  @Endpoint({ summary: 'Grants, newest first', access: 'signed-in', scopes: ['read'], response: grantPage })
  async list(@CurrentPrincipal() principal: Principal, @Query(zod(grantQuery)) query: GrantQuery) {
    if (query.scope === 'all' && !abilitiesOf(principal.jobRoles).includes('grants.read-all')) {
      throw forbidden('grants.not_all', 'You may see your own grants only.');
    }
    const found = await this.grants.list(this.uow.reader, {
      personId: query.scope === 'mine' ? principal.personId : undefined,
      states: query.state && [query.state],
      after: readCursor(query.cursor),
      limit: query.limit + 1,
    });
    const { items, nextCursor } = page(found, query.limit, (grant) => grant);
    return { items: await this.views.many(principal, items), nextCursor };
  }

  @Get(':id')
  @Endpoint({
    summary: 'One grant with its leases and proofs',
    access: 'signed-in',
    scopes: ['read'],
    response: grantView,
  })
  async one(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
  ) {
    return this.views.one(principal, await this.access.readable(actor, principal, id));
  }

  @Post(':id/credential')
  @Endpoint({
    summary: 'Make the log-in of a grant, shown once',
    access: 'signed-in',
    scopes: ['grants'],
    status: 201,
    response: credentialView,
    stepUp: 'grants.claim',
    refuses: [
      'insufficient_user_authentication',
      'grants.changed',
      'grants.scope_changed',
      'grants.longer_than_allowed',
      'grants.already_issued',
      'grants.already_ended',
      'grants.claim_window_over',
      'grants.target_unreachable',
    ],
  })
  async claim(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) grantId: string,
    @Body(zod(claimBody)) body: ClaimBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const issued = await this.issueCredential.issue(actor, principal, { grantId, stepUpToken, ...body });
    return {
      leaseId: issued.leaseId,
      system: issued.system,
      username: issued.credential.username,
      expiresAt: issued.expiresAt.toISOString(),
      formats: issued.credential.formats.map((format) => ({ ...format, text: format.text.reveal() })),
    };
  }

  @Post(':id/end')
  @Endpoint({ summary: 'End a grant now', access: 'signed-in', scopes: ['grants'], response: grantView })
  async end(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @Body(zod(endBody)) body: EndBody,
  ) {
    await this.endGrant.byPerson(actor, principal, id, body.note);
    return this.views.one(
      principal,
      known(await this.grants.find(this.uow.reader, id), 'What was just written'),
    );
  }
}
