import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, Redacted, SECOND } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { hashToken, newToken } from '../../../platform/crypto/token';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { AddressLimit } from '../sign-in/address-limit';
import { asNobody, type Caller } from '../caller';
import { DEVICE_WAITS, POLL_SECONDS } from '../domain/device-rules';
import { shownUserCode, userCode } from '../domain/user-code';
import { IdentityKeys } from '../identity-keys';
import { deviceAsked } from './device-events';
import { DeviceRepository } from './device.repository';
import type { DeviceBody } from './devices.dto';

const RANDOM_BYTES = 16;

export interface StartedDevice {
  /** What the command line asks with; its person never sees it. */
  readonly deviceCode: Redacted<string>;
  /** What its person types. */
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresAt: Date;
  readonly intervalSeconds: number;
}

/** A command line asks to be let in (RFC 8628 § 3.1). Anybody may ask, so a network has a budget of asking. */
@Injectable()
export class StartDevice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly devices: DeviceRepository,
    private readonly keys: IdentityKeys,
    private readonly limit: AddressLimit,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async run(caller: Caller, { clientName, scopes }: DeviceBody): Promise<StartedDevice> {
    await this.limit.spend(caller);
    const deviceCode = newToken();
    const code = userCode(randomBytes(RANDOM_BYTES));
    return this.uow.run(asNobody(caller), async (tx) => {
      const expiresAt = addSeconds(tx.now, DEVICE_WAITS / SECOND);
      const id = await this.devices.insert(tx, {
        deviceCodeHash: hashToken(deviceCode.reveal()),
        userCodeHash: this.keys.userCodeHash(code),
        clientName,
        scopes,
        address: caller.address,
        expiresAt,
      });
      tx.record(deviceAsked(id, { clientName, scopes }));
      return {
        deviceCode,
        userCode: shownUserCode(code),
        verificationUri: `${this.environment.publicUrl}/device`,
        expiresAt,
        intervalSeconds: POLL_SECONDS,
      };
    });
  }
}
