import { Body, Controller, Delete, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Redacted } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { signInFirst } from '../refusals';
import { SessionCookie } from '../sessions/session-cookie';
import { DeviceCookie } from '../sign-in/device-cookie';
import { StepUpToken } from '../step-up/step-up-token';
import type { WebSession } from '../sessions/web-session';
import type { Admitted } from './admit-factor';
import { EnrolAuthenticator } from './enrol-authenticator';
import { EnrolPasskey } from './enrol-passkey';
import { FactorViews } from './factor-views';
import {
  confirmAuthenticatorBody,
  enrolledAnswer,
  enrolmentCodeBody,
  myFactors,
  newPasskeyBody,
  passkeyNameBody,
  publicKeyOptions,
  recoveryCodesAnswer,
  shownSeed,
} from './factors.dto';
import { MakeRecoveryCodes } from './make-recovery-codes';
import { RedeemEnrolmentCode } from './redeem-enrolment-code';
import { RemoveFactor } from './remove-factor';

const BEGUN_BY_WHOEVER_HAS_ONE =
  'Whoever has a second factor gives it before, for `identity.add_factor`, in `Sallyport-Step-Up`. Who must have one ' +
  'and has none yet gives an enrolment code before.';

const sessionOf = ({ webSession }: FastifyRequest): WebSession => {
  if (!webSession) throw signInFirst();
  return webSession;
};

/** A person's own second factors. */
@Controller('api/v1/factors')
export class FactorsController {
  constructor(
    private readonly views: FactorViews,
    private readonly redeem: RedeemEnrolmentCode,
    private readonly authenticator: EnrolAuthenticator,
    private readonly passkey: EnrolPasskey,
    private readonly recoveryCodes: MakeRecoveryCodes,
    private readonly remove: RemoveFactor,
    private readonly cookie: SessionCookie,
    private readonly devices: DeviceCookie,
  ) {}

  @Get()
  @Endpoint({ summary: 'My second factors', access: 'signed-in', response: myFactors })
  mine(@CurrentPrincipal() principal: Principal) {
    return this.views.mine(principal);
  }

  @Post('enrolment-code')
  @Endpoint({
    summary: 'Give the code that an administrator read out',
    description: 'The session may enrol a first second factor from here on.',
    access: 'enrolling',
    status: 204,
    refuses: ['identity.wrong_enrolment_code', 'identity.locked_out', 'identity.enrolment_not_asked'],
  })
  async giveEnrolmentCode(
    @Body(zod(enrolmentCodeBody)) { enrolmentCode }: { enrolmentCode: string },
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.redeem.run(callerOf(request), sessionOf(request), new Redacted(enrolmentCode));
  }

  @Post('authenticator')
  @Endpoint({
    summary: 'Begin to enrol an authenticator app',
    description: `${BEGUN_BY_WHOEVER_HAS_ONE} The app that the person has stays good until the new one is confirmed.`,
    access: 'enrolling',
    status: 201,
    response: shownSeed,
    stepUp: 'identity.add_factor',
    refuses: ['identity.enrolment_code_needed'],
  })
  async beginAuthenticator(@Req() request: FastifyRequest, @StepUpToken() stepUpToken: string | undefined) {
    const shown = await this.authenticator.begin(callerOf(request), sessionOf(request), stepUpToken);
    return { seed: shown.seed.reveal(), otpauthUri: shown.otpauthUri.reveal() };
  }

  @Post('authenticator/confirmation')
  @Endpoint({
    summary: 'Confirm an authenticator app with its first code',
    description:
      'It counts from here on, in the place of an earlier one. Every other session of the person ends, and every API token and command line.',
    access: 'enrolling',
    response: enrolledAnswer,
    refuses: ['identity.enrolment_wrong_code', 'identity.enrolment_over'],
  })
  async confirmAuthenticator(
    @Body(zod(confirmAuthenticatorBody)) { code }: { code: string },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.show(
      request,
      reply,
      await this.authenticator.confirm(callerOf(request), sessionOf(request), code),
    );
  }

  @Delete('authenticator')
  @Endpoint({
    summary: 'Remove my authenticator app',
    access: 'signed-in',
    status: 204,
    stepUp: 'identity.remove_factor',
    refuses: ['identity.unknown_factor', 'identity.last_factor_needed'],
  })
  removeAuthenticator(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    return this.remove.authenticator(actor, principal, stepUpToken);
  }

  @Post('passkeys/options')
  @Endpoint({
    summary: 'Begin to add a passkey',
    description: `For \`navigator.credentials.create\`. ${BEGUN_BY_WHOEVER_HAS_ONE}`,
    access: 'enrolling',
    response: publicKeyOptions,
    stepUp: 'identity.add_factor',
    refuses: ['identity.enrolment_code_needed', 'identity.passkeys_not_possible'],
  })
  async beginPasskey(@Req() request: FastifyRequest, @StepUpToken() stepUpToken: string | undefined) {
    return { publicKey: await this.passkey.begin(callerOf(request), sessionOf(request), stepUpToken) };
  }

  @Post('passkeys')
  @Endpoint({
    summary: 'Add a passkey',
    description: 'Every other session of the person ends, and every API token and command line.',
    access: 'enrolling',
    status: 201,
    response: enrolledAnswer,
    refuses: ['identity.passkey_not_taken', 'identity.passkey_known', 'identity.challenge_over'],
  })
  async addPasskey(
    @Body(zod(newPasskeyBody)) { name, passkey }: { name: string; passkey: RegistrationResponseJSON },
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.show(
      request,
      reply,
      await this.passkey.finish(callerOf(request), sessionOf(request), name, passkey),
    );
  }

  @Patch('passkeys/:id')
  @Endpoint({
    summary: 'Rename a passkey',
    access: 'signed-in',
    status: 204,
    refuses: ['identity.unknown_factor'],
  })
  renamePasskey(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @Body(zod(passkeyNameBody)) { name }: { name: string },
  ): Promise<void> {
    return this.remove.rename(actor, principal, id, name);
  }

  @Delete('passkeys/:id')
  @Endpoint({
    summary: 'Remove a passkey',
    access: 'signed-in',
    status: 204,
    stepUp: 'identity.remove_factor',
    refuses: ['identity.unknown_factor', 'identity.last_factor_needed'],
  })
  removePasskey(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    return this.remove.passkey(actor, principal, id, stepUpToken);
  }

  @Post('recovery-codes')
  @Endpoint({
    summary: 'Make ten new recovery codes',
    description: 'The earlier ones are worth nothing from here on.',
    access: 'signed-in',
    status: 201,
    response: recoveryCodesAnswer,
    stepUp: 'identity.make_recovery_codes',
    refuses: ['identity.second_factor_missing'],
  })
  async makeRecoveryCodes(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const codes = await this.recoveryCodes.anew(actor, principal, stepUpToken);
    return { codes: codes.map((code) => code.reveal()) };
  }

  /** Whoever has just enrolled a factor has given it: a complete sign-in, after which the browser is known. */
  private show(request: FastifyRequest, reply: FastifyReply, { sessionToken, recoveryCodes }: Admitted) {
    if (sessionToken) this.cookie.set(reply, sessionToken);
    this.devices.set(request, reply, sessionOf(request).personId);
    return { recoveryCodes: recoveryCodes?.map((code) => code.reveal()) ?? null };
  }
}
