import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { proofOf } from '../factors/factor-proof';
import { publicKeyOptions } from '../factors/factors.dto';
import { PasskeyOptions } from '../factors/passkey-options';
import { type StepUpBody, stepUpAction, stepUpAnswer, stepUpBody } from '../identity.dto';
import { ProveStepUp } from './prove-step-up';
import { SessionCookie } from '../sessions/session-cookie';
import type { StepUpBinding } from './step-up.repository';

@Controller('api/v1/step-ups')
export class StepUpsController {
  constructor(
    private readonly prove: ProveStepUp,
    private readonly cookie: SessionCookie,
    private readonly passkeyOptions: PasskeyOptions,
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
      'identity.passkey_refused',
      'identity.passkey_suspect',
      'identity.challenge_over',
      'identity.recovery_code_not_enough',
    ],
  })
  async create(
    @Body(zod(stepUpBody)) { action, subjectId, digest, ...proof }: StepUpBody,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const binding = { action, subjectId, digest };
    const { webSession } = request;
    const proved = await this.prove.run(callerOf(request), principal, webSession, binding, proofOf(proof));
    if (proved.sessionToken) this.cookie.set(reply, proved.sessionToken);
    return { stepUpToken: proved.stepUpToken.reveal(), expiresAt: iso(proved.expiresAt) };
  }
  @Post('passkey-options')
  @Endpoint({
    summary: 'What to ask a passkey as the second factor for one action',
    description:
      'For `navigator.credentials.get`. Good for five minutes, one answer, and this action in this session.',
    access: 'signed-in',
    response: publicKeyOptions,
    refuses: ['identity.passkeys_not_possible'],
  })
  async askPasskey(
    @Body(zod(stepUpAction)) binding: StepUpBinding,
    @CurrentPrincipal() principal: Principal,
  ) {
    return { publicKey: await this.passkeyOptions.forAction(principal, binding) };
  }
}
