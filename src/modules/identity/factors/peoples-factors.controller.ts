import { Controller, Delete, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso, uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../step-up/step-up-token';
import { AdministerFactors } from './administer-factors';
import { issuedCode, peoplesFactors } from './factors.dto';
import { PeoplesFactors } from './peoples-factors';

/** Other people's second factors, as an administrator has to do with them. */
@Controller('api/v1/people')
export class PeoplesFactorsController {
  constructor(
    private readonly people: PeoplesFactors,
    private readonly administer: AdministerFactors,
  ) {}

  @Get('factors')
  @Endpoint({
    summary: 'Who has which second factors',
    access: 'factors.administer',
    response: peoplesFactors,
  })
  async list(@CurrentPrincipal() { personId }: Principal) {
    return { items: await this.people.list(personId) };
  }

  @Post(':id/enrolment-code')
  @Endpoint({
    summary: 'Issue an enrolment code for somebody who has no second factor',
    description: 'To be read out to the person in front of one. Good once, for a quarter of an hour.',
    access: 'factors.administer',
    status: 201,
    response: issuedCode,
    stepUp: 'identity.issue_enrolment_code',
    refuses: [
      'directory.unknown_person',
      'identity.not_for_yourself',
      'identity.has_second_factor',
      'identity.invitation_of_your_making',
      'identity.privileged_use_held',
    ],
  })
  async issueCode(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const { code, expiresAt } = await this.administer.issueCode(actor, principal, id, stepUpToken);
    return { code: code.reveal(), expiresAt: iso(expiresAt) };
  }

  @Delete(':id/factors')
  @Endpoint({
    summary: 'Remove all second factors of somebody who lost them',
    description:
      'Ends every session of that person and holds their privileged use. They enrol anew with an enrolment code.',
    access: 'factors.administer',
    status: 204,
    stepUp: 'identity.remove_factors',
    refuses: [
      'directory.unknown_person',
      'identity.not_for_yourself',
      'identity.no_second_factor',
      'identity.privileged_use_held',
    ],
  })
  removeFactors(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    return this.administer.removeFactors(actor, principal, id, stepUpToken);
  }

  @Delete(':id/hold')
  @Endpoint({
    summary: 'Lift the hold on somebody’s privileged use',
    access: 'factors.administer',
    status: 204,
    stepUp: 'identity.lift_hold',
    refuses: [
      'directory.unknown_person',
      'identity.not_for_yourself',
      'identity.no_hold',
      'identity.hold_of_your_making',
      'identity.privileged_use_held',
    ],
  })
  liftHold(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    return this.administer.liftHold(actor, principal, id, stepUpToken);
  }
}
