import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../platform/database/actor';
import { Endpoint } from '../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../platform/http/principal';
import { zod } from '../../platform/http/zod.pipe';
import { StepUpToken } from '../identity';
import {
  handle,
  type PeopleQuery,
  peopleQuery,
  personPage,
  personView,
  type PrerequisiteBody,
  prerequisiteBody,
  type SuspensionBody,
  suspensionBody,
} from './people.dto';
import { PersonViews } from './person-views';
import { RecordPrerequisite } from './record-prerequisite';
import { SuspendPerson } from './suspend-person';

const SIGN_WHAT_YOU_SEND =
  'Sent without a step-up, it answers 401 with the digest of exactly what was sent: give the second factor for that and send it again.';

/** Everybody who works here or did, whoever says so. */
@Controller('api/v1/people')
export class PeopleController {
  constructor(
    private readonly views: PersonViews,
    private readonly suspensions: SuspendPerson,
    private readonly prerequisites: RecordPrerequisite,
  ) {}

  @Get()
  @Endpoint({ summary: 'People, by name', access: 'people.read', response: personPage })
  list(@Query(zod(peopleQuery)) query: PeopleQuery) {
    return this.views.list(query);
  }

  @Get(':handle')
  @Endpoint({
    summary: 'One person',
    access: 'people.read',
    response: personView,
    refuses: ['directory.unknown_person'],
  })
  one(@CurrentPrincipal() principal: Principal, @Param('handle', zod(handle)) wanted: string) {
    return this.views.one(principal, wanted);
  }

  @Post(':handle/suspend')
  @Endpoint({
    summary: 'Suspend somebody now',
    description: `Sessions, grants and the right to approve end in the same transaction. ${SIGN_WHAT_YOU_SEND}`,
    access: 'people.manage',
    response: personView,
    stepUp: 'people.suspend',
    refuses: ['people.own_account', 'people.last_of_circle', 'people.not_active'],
  })
  async suspend(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('handle', zod(handle)) wanted: string,
    @Body(zod(suspensionBody)) { reason }: SuspensionBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.suspensions.suspend(actor, principal, { handle: wanted, reason, stepUpToken });
    return this.views.one(principal, wanted);
  }

  @Post(':handle/bring-back')
  @Endpoint({
    summary: 'Lift an administrator’s suspension',
    description: `What ended stays ended; the person signs in and asks anew. ${SIGN_WHAT_YOU_SEND}`,
    access: 'people.manage',
    response: personView,
    stepUp: 'people.bring-back',
    refuses: ['people.own_account', 'people.not_suspended_here'],
  })
  async bringBack(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('handle', zod(handle)) wanted: string,
    @Body(zod(suspensionBody)) { reason }: SuspensionBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.suspensions.bringBack(actor, principal, { handle: wanted, reason, stepUpToken });
    return this.views.one(principal, wanted);
  }

  @Post(':handle/prerequisites')
  @Endpoint({
    summary: 'Put a prerequisite on record',
    description: `The latest record of a kind counts, whoever made it. ${SIGN_WHAT_YOU_SEND}`,
    access: 'people.record',
    response: personView,
    stepUp: 'people.record-prerequisite',
    refuses: ['people.own_prerequisite', 'people.unknown_prerequisite', 'people.prerequisite_dates'],
  })
  async record(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('handle', zod(handle)) wanted: string,
    @Body(zod(prerequisiteBody)) body: PrerequisiteBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.prerequisites.run(actor, principal, { handle: wanted, ...body, stepUpToken });
    return this.views.one(principal, wanted);
  }
}
