import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../../identity';
import { emptyBody } from '../requests.dto';
import { AbsenceViews } from './absence-views';
import {
  absenceBody,
  type AbsenceBody,
  absenceList,
  standInList,
  standInQuery,
  type StandInQuery,
} from './absences.dto';
import { EndAbsence } from './end-absence';
import { RecordAbsence } from './record-absence';

@Controller('api/v1/absences')
export class AbsencesController {
  constructor(
    private readonly views: AbsenceViews,
    private readonly recordAbsence: RecordAbsence,
    private readonly endAbsence: EndAbsence,
  ) {}

  @Get()
  @Endpoint({
    summary: 'When I am away and who stands in, and for whom I stand in',
    access: 'signed-in',
    scopes: ['read'],
    response: absenceList,
  })
  list(@CurrentPrincipal() principal: Principal) {
    return this.views.of(principal);
  }

  @Get('stand-ins')
  @Endpoint({
    summary: 'Who could stand in for me',
    access: 'signed-in',
    scopes: ['read'],
    response: standInList,
  })
  standIns(@CurrentPrincipal() principal: Principal, @Query(zod(standInQuery)) { search }: StandInQuery) {
    return this.views.standIns(principal, search);
  }

  @Post()
  @Endpoint({
    summary: 'Say that I am away, and who may approve in my place',
    description:
      'Personal data is approved by a stand-in only who answers for it anyway. Send it without a second factor first: the refusal names what has to be signed.',
    access: 'signed-in',
    scopes: ['approvals'],
    response: absenceList,
    stepUp: 'absences.record',
    refuses: [
      'policy.nothing_to_stand_in_for',
      'policy.absence_time',
      'policy.own_stand_in',
      'policy.stand_in_not_active',
      'policy.absence_overlaps',
      'policy.stand_in_away',
      'policy.stands_in_for_another',
    ],
  })
  async record(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body(zod(absenceBody)) { standIn, from, until }: AbsenceBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.recordAbsence.run(actor, principal, { standIn, from: from ?? null, until, stepUpToken });
    return this.views.of(principal);
  }

  @Post(':id/end')
  @Endpoint({
    summary: 'I am back, or stand in no longer',
    access: 'signed-in',
    scopes: ['approvals'],
    response: absenceList,
    refuses: ['requests.unknown_absence'],
  })
  async end(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @Body(zod(emptyBody)) _body: object,
  ) {
    await this.endAbsence.run(actor, principal, id);
    return this.views.of(principal);
  }
}
