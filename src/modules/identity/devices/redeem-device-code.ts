import { Injectable } from '@nestjs/common';
import { addSeconds, conflict, forbidden, gone, known, rateLimited, SECOND } from '../../../kernel';
import { hashToken } from '../../../platform/crypto/token';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, type Person } from '../../directory';
import { asPerson, type Caller } from '../caller';
import { CLI_TOKEN_LASTS } from '../domain/api-token';
import { deviceState } from '../domain/device-rules';
import { type MadeToken, MakeApiToken } from '../tokens/make-api-token';
import { DeviceRepository, type PolledDevice } from './device.repository';

export interface RedeemedDevice extends MadeToken {
  readonly person: Person;
}

/** Trades the code of a command line for its token, once, after its person has allowed it (RFC 8628 § 3.4). */
@Injectable()
export class RedeemDeviceCode {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly devices: DeviceRepository,
    private readonly directory: DirectoryRepository,
    private readonly tokens: MakeApiToken,
  ) {}

  async run(caller: Caller, deviceCode: string): Promise<RedeemedDevice> {
    const { polled, state } = await this.uow.bookkeeping('identity.device_polled: a pace', async (tx) => {
      const found = await this.devices.poll(tx, hashToken(deviceCode));
      return { polled: found, state: found ? deviceState(found, tx.now) : 'over' };
    });
    if (!polled || state === 'over') throw ranOut();
    if (state === 'denied') throw denied();
    if (state === 'waiting') throw stillWaiting(polled);
    return this.redeem(caller, polled.id, known(polled.personId, 'Who allowed it'));
  }

  private redeem(caller: Caller, id: string, personId: string): Promise<RedeemedDevice> {
    return this.uow.run(asPerson(caller, personId), async (tx) => {
      const redeemed = await this.devices.redeem(tx, id);
      if (!redeemed) throw ranOut();
      const person = await this.directory.person(tx, personId);
      if (person.status !== 'active') throw denied();
      const made = await this.tokens.issue(tx, {
        personId,
        kind: 'cli',
        name: redeemed.clientName,
        scopes: redeemed.scopes,
        expiresAt: addSeconds(tx.now, CLI_TOKEN_LASTS / SECOND),
      });
      return { ...made, person };
    });
  }
}

/** The codes are those of RFC 8628 § 3.5. */
const stillWaiting = ({ tooSoon, intervalSeconds }: PolledDevice) =>
  tooSoon
    ? rateLimited('slow_down', `Ask less often: every ${intervalSeconds} seconds from now on.`, {
        retryAfterSeconds: intervalSeconds,
      })
    : conflict('authorization_pending', 'Nobody has allowed this yet. Ask again.', {
        retryAfterSeconds: intervalSeconds,
      });

const ranOut = () => gone('expired_token', 'Nobody allowed this in time. Start “sallyport login” again.');

const denied = () => forbidden('access_denied', 'This was not allowed.');
