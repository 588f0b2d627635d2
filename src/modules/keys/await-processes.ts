import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, SECOND } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { KeyFileFollower } from '../../platform/crypto/follow-key-file';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { RootKeyFile } from '../../platform/crypto/root-key-file';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { type Logger, LOGGER } from '../../platform/telemetry/logger.provider';
import { type Acknowledged, type KeyHolder, named } from './serving-process';
import { ServingProcessRepository } from './serving-process.repository';

const ASKS_EVERY = SECOND / 4;

export interface Patience {
  readonly waitSeconds: number;
  /** What is being waited for, in words, whenever it changes. */
  readonly tell: (line: string) => void;
}

/** Asks every living process, and this one, which follows the key file like any other as long as it waits. */
@Injectable()
export class AwaitProcesses {
  private readonly follower: KeyFileFollower;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly processes: ServingProcessRepository,
    file: RootKeyFile,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.follower = new KeyFileFollower(masterKey, file, logger);
  }

  /** Answers who had not acknowledged it when the time was up: nobody, if all is well. */
  async until(acknowledged: Acknowledged, { waitSeconds, tell }: Patience): Promise<readonly KeyHolder[]> {
    const deadline = this.clock.now().getTime() + waitSeconds * SECOND;
    for (let told = ''; ;) {
      const missing = await this.missing(acknowledged);
      if (missing.length === 0 || this.clock.now().getTime() >= deadline) return missing;
      const names = named(missing);
      if (names !== told) tell(`Waiting for ${names} …`);
      told = names;
      await delay(ASKS_EVERY);
    }
  }

  private async missing(acknowledged: Acknowledged): Promise<readonly KeyHolder[]> {
    await this.follower.look();
    const self = {
      name: 'this command',
      newest: this.masterKey.newest.id,
      current: this.masterKey.current.id,
      trouble: this.follower.trouble ?? null,
    };
    const living = await this.processes.living(this.uow.reader);
    return [...living, self].filter((holder) => !acknowledged(holder));
  }
}
