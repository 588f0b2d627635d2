import { Body, Controller, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Endpoint } from '../../../platform/http/endpoint';
import { iso } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { callerOf } from '../caller';
import { type RedeemBody, redeemBody, redeemedDevice } from './devices.dto';
import { RedeemDeviceCode } from './redeem-device-code';

@Controller('api/v1/device-tokens')
export class DeviceTokensController {
  constructor(private readonly redeem: RedeemDeviceCode) {}

  @Post()
  @Endpoint({
    summary: 'Fetch the token of a command line, once',
    description:
      'RFC 8628 § 3.4: ask until it is allowed, denied or has run out, as often as `retryAfterSeconds` says.',
    access: 'public',
    status: 201,
    response: redeemedDevice,
    refuses: ['authorization_pending', 'slow_down', 'access_denied', 'expired_token'],
  })
  async fetch(@Req() request: FastifyRequest, @Body(zod(redeemBody)) { deviceCode }: RedeemBody) {
    const { token, expiresAt, scopes, person } = await this.redeem.run(callerOf(request), deviceCode);
    return { token: token.reveal(), expiresAt: iso(expiresAt), scopes, person };
  }
}
