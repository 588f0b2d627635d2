import { Injectable } from '@nestjs/common';
import { conflict } from '../../../kernel';
import { digestOf } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { STEP_UP_SECONDS } from '../domain/step-up-rules';
import { StepUpService } from '../step-up/step-up.service';
import { deviceDecided } from './device-events';
import { DeviceRepository, type WaitingDevice } from './device.repository';

/** What the second factor covers: everything that the page shows of what asks. */
export const allowDigest = (device: WaitingDevice, personId: string): string =>
  digestOf({
    action: 'identity.allow-device',
    id: device.id,
    personId,
    clientName: device.clientName,
    scopes: device.scopes,
    address: device.address,
    createdAt: device.createdAt.toISOString(),
  });

/** Lets a command line in as this person, with a second factor, or turns it away, which needs none: it gives nothing. */
@Injectable()
export class DecideDevice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly devices: DeviceRepository,
    private readonly stepUps: StepUpService,
  ) {}

  allow(
    actor: Actor,
    principal: Principal,
    device: WaitingDevice,
    stepUpToken: string | undefined,
  ): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      await this.stepUps.consume(tx, principal, stepUpToken, {
        action: 'identity.allow-device',
        subjectId: device.id,
        digest: allowDigest(device, principal.personId),
        maxAgeSeconds: STEP_UP_SECONDS,
      });
      if (!(await this.devices.decide(tx, device.id, principal.personId, 'allow'))) throw decidedAlready();
      tx.record(deviceDecided(device.id, principal.personId, 'allow', device.clientName));
    });
  }

  deny(actor: Actor, { personId }: Principal, device: WaitingDevice): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      if (!(await this.devices.decide(tx, device.id, personId, 'deny'))) throw decidedAlready();
      tx.record(deviceDecided(device.id, personId, 'deny', device.clientName));
    });
  }
}

const decidedAlready = () =>
  conflict(
    'identity.device_decided',
    'This was decided already, or has run out. Start “sallyport login” again.',
  );
