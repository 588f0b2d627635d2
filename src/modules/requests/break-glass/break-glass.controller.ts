import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../../identity';
import { BreakGlassViews } from './break-glass-views';
import {
  type BreakGlassBody,
  breakGlassBody,
  breakGlassPage,
  brokenGlass,
  type ReviewBody,
  reviewBody,
} from './break-glass.dto';
import { BreakTheGlass } from './break-the-glass';
import { ReviewBreakGlass } from './review-break-glass';

const SIGN_WHAT_YOU_SEND =
  'Sent without a step-up, it answers 401 with the digest of exactly what was sent: give the second factor for that and send it again.';

/** Access in an emergency, without an approval, and the review that follows. */
@Controller('api/v1/break-glass')
export class BreakGlassController {
  constructor(
    private readonly views: BreakGlassViews,
    private readonly breakTheGlass: BreakTheGlass,
    private readonly reviewBreakGlass: ReviewBreakGlass,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Emergency access: what I could take, and what was taken',
    access: 'requests.read-all',
    response: breakGlassPage,
  })
  list(@CurrentPrincipal() principal: Principal) {
    return this.views.page(principal);
  }

  @Post()
  @Endpoint({
    summary: 'Take access in an emergency, without an approval',
    description: `For the personal-data circle alone, with a passkey. Everybody of the circle and the data protection officer hear of it at once. ${SIGN_WHAT_YOU_SEND}`,
    access: 'signed-in',
    status: 201,
    stepUp: 'requests.break-glass',
    response: brokenGlass,
    refuses: [
      'policy.no_break_glass',
      'policy.break_glass_outside_circle',
      'requests.break_glass_unreviewed',
      'requests.not_eligible',
      'requests.outside_limits',
      'identity.passkey_required',
    ],
  })
  async open(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body(zod(breakGlassBody)) { profile, reason, durationSeconds }: BreakGlassBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const input = { profileKey: profile, reason, durationSeconds, stepUpToken };
    return { requestId: await this.breakTheGlass.open(actor, principal, input) };
  }

  @Post(':id/review')
  @Endpoint({
    summary: 'Review emergency access of somebody else',
    description: `By somebody else of the circle, or the data protection officer, once it is over. ${SIGN_WHAT_YOU_SEND}`,
    access: 'signed-in',
    status: 201,
    stepUp: 'requests.review-break-glass',
    response: breakGlassPage,
    refuses: [
      'policy.own_break_glass',
      'policy.no_break_glass_reviewer',
      'requests.unknown_break_glass',
      'requests.break_glass_reviewed',
      'requests.break_glass_in_use',
    ],
  })
  async review(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @Body(zod(reviewBody)) body: ReviewBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.reviewBreakGlass.review(actor, principal, { id, ...body, stepUpToken });
    return this.views.page(principal);
  }
}
