import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SECOND } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { CLI_TOKEN_LASTS } from '../domain/api-token';
import { networkOf } from '../domain/network';
import { StepUpToken } from '../step-up/step-up-token';
import { allowDigest, DecideDevice } from './decide-device';
import {
  type DecisionBody,
  decisionBody,
  type DeviceBody,
  deviceBody,
  startedDevice,
  typedCode,
  waitingDevice,
} from './devices.dto';
import { FindDevice } from './find-device';
import { StartDevice } from './start-device';

/** How a command line is let in (RFC 8628), in JSON as everything here: it asks, its person decides in a browser. */
@Controller('api/v1/device-authorizations')
export class DevicesController {
  constructor(
    private readonly start: StartDevice,
    private readonly find: FindDevice,
    private readonly decide: DecideDevice,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Ask to be let in as somebody who decides in a browser',
    description: 'RFC 8628 § 3.1, for a program without a browser of its own.',
    access: 'public',
    status: 201,
    response: startedDevice,
    refuses: ['identity.too_many_from_here'],
  })
  async ask(@Req() request: FastifyRequest, @Body(zod(deviceBody)) body: DeviceBody) {
    const started = await this.start.run(callerOf(request), body);
    const { userCode, verificationUri } = started;
    return {
      ...started,
      deviceCode: started.deviceCode.reveal(),
      verificationUriComplete: `${verificationUri}?code=${userCode}`,
      expiresAt: iso(started.expiresAt),
    };
  }

  @Get(':userCode')
  @Endpoint({
    summary: 'What waits under a code',
    access: 'signed-in',
    response: waitingDevice,
    refuses: ['identity.unknown_user_code', 'identity.user_code_malformed', 'identity.locked_out'],
  })
  async show(
    @Req() request: FastifyRequest,
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() { personId }: Principal,
    @Param('userCode', zod(typedCode)) userCode: string,
  ) {
    const device = await this.find.run(actor, personId, userCode);
    return {
      ...device,
      sameNetwork: networkOf(device.address) === networkOf(request.ip),
      createdAt: iso(device.createdAt),
      expiresAt: iso(device.expiresAt),
      tokenLastsSeconds: CLI_TOKEN_LASTS / SECOND,
      allowDigest: allowDigest(device, personId),
    };
  }

  @Post(':userCode/decision')
  @Endpoint({
    summary: 'Let it in as me, or turn it away',
    description: 'To allow needs a fresh second factor for `identity.allow-device`; to deny needs none.',
    access: 'signed-in',
    status: 204,
    refuses: ['insufficient_user_authentication', 'identity.unknown_user_code', 'identity.device_decided'],
  })
  async settle(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('userCode', zod(typedCode)) userCode: string,
    @Body(zod(decisionBody)) { decision }: DecisionBody,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    const device = await this.find.run(actor, principal.personId, userCode);
    if (decision === 'deny') await this.decide.deny(actor, principal, device);
    else await this.decide.allow(actor, principal, device, stepUpToken);
  }
}
