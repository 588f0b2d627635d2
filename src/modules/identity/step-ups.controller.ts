import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Endpoint } from '../../platform/http/endpoint';
import { CurrentPrincipal, type Principal } from '../../platform/http/principal';
import { iso } from '../../platform/http/shapes';
import { zod } from '../../platform/http/zod.pipe';
import { callerOf } from './caller';
import { type StepUpBody, stepUpAnswer, stepUpBody } from './identity.dto';
import { ProveStepUp } from './prove-step-up';
import { SessionCookie } from './session-cookie';

@Controller('api/v1/step-ups')
export class StepUpsController {
  constructor(
    private readonly prove: ProveStepUp,
    private readonly cookie: SessionCookie,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Give a second factor for one action',
    description:
      'The token goes into `Sallyport-Step-Up` of the call that does the action, once, within five minutes. ' +
      'A session gets a new token in its cookie; the old one serves for 15 seconds more.',
    access: 'signed-in',
    scopes: ['approvals', 'grants'],
    status: 201,
    response: stepUpAnswer,
    refuses: [
      'identity.wrong_code',
      'identity.code_already_used',
      'identity.locked_out',
      'identity.second_factor_missing',
    ],
  })
  async create(
    @Body(zod(stepUpBody)) { code, ...binding }: StepUpBody,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const proved = await this.prove.run(callerOf(request), principal, request.webSession, binding, code);
    if (proved.sessionToken) this.cookie.set(reply, proved.sessionToken);
    return { stepUpToken: proved.stepUpToken.reveal(), expiresAt: iso(proved.expiresAt) };
  }
}
