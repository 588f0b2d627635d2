import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { newId, SECOND, within } from '../../kernel';
import { ENVIRONMENT, type Environment } from '../../platform/config/environment.provider';
import type { KeyFileFollower } from '../../platform/crypto/follow-key-file';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { rootKeysMissing } from '../../platform/database/installation';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { RootKeyRepository } from './root-key.repository';
import { type ServingProcess, ServingProcessRepository } from './serving-process.repository';

const LOOKS_EVERY = SECOND;
/** In looks: without news the sign of life is all that there is to write. */
const SIGN_OF_LIFE_EVERY = 5;
const HEARD_WITHIN = 2 * SECOND;

/**
 * Writes down which root keys this process has really opened, for as long as it serves: a rotation puts no key to use, and
 * retires none, before every process has. A clock of its own, apart from the follower's: whoever waits for KMS is alive.
 */
@Injectable()
export class AcknowledgeRootKeys {
  private readonly id = newId();
  private follower: KeyFileFollower;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private told: string | undefined;
  private looks = 0;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly keys: RootKeyRepository,
    private readonly processes: ServingProcessRepository,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
    @Inject(ENVIRONMENT) private readonly environment: Pick<Environment, 'role'>,
  ) {}

  /**
   * Before anything is opened or sealed. Visible first, and only then sure to hold whatever the database knows: a rotation, which
   * registers its key first and asks then, either sees this process or has its key seen by it. Throws `installation.keys_missing`.
   */
  async start(follower: KeyFileFollower): Promise<void> {
    this.follower = follower;
    await this.write();
    await follower.look();
    const held = new Set(this.masterKey.rootKeys.map(({ id }) => id));
    const missing = (await this.keys.registered(this.uow.reader)).filter(({ id }) => !held.has(id));
    if (missing.length > 0) {
      await this.stop();
      throw rootKeysMissing(
        missing.map(({ id }) => id),
        follower.trouble,
      );
    }
    if (this.hasNews()) await this.write();
    this.timer = setInterval(() => {
      this.writing ??= this.writeIfDue().finally(() => (this.writing = undefined));
    }, LOOKS_EVERY).unref();
  }

  /** After this a rotation does not wait for this process. Where the database does not hear it, it finds out by itself. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await within(HEARD_WITHIN, this.leave(), () => new Error('too late')).catch(() => undefined);
  }

  private async leave(): Promise<void> {
    await this.writing;
    await this.uow.bookkeeping('keys: a process serves no more', (tx) => this.processes.forget(tx, this.id));
  }

  private async writeIfDue(): Promise<void> {
    this.looks += 1;
    if (this.looks % SIGN_OF_LIFE_EVERY !== 0 && !this.hasNews()) return;
    // A database that is away hears it at the next look, and meanwhile no rotation can ask it either.
    await this.write().catch(() => undefined);
  }

  private hasNews(): boolean {
    return JSON.stringify(this.present()) !== this.told;
  }

  private async write(): Promise<void> {
    const present = this.present();
    await this.uow.bookkeeping('keys: a process says which root keys it holds', (tx) =>
      this.processes.note(tx, present),
    );
    this.told = JSON.stringify(present);
  }

  private present(): ServingProcess {
    return {
      id: this.id,
      host: hostname(),
      pid: process.pid,
      role: this.environment.role,
      newest: this.masterKey.newest.id,
      current: this.masterKey.current.id,
      trouble: this.follower.trouble,
    };
  }
}
