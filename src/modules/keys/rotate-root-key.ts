import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, conflict, SECOND } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { type FiledKey, RootKeyFile } from '../../platform/crypto/root-key-file';
import type { SealedColumn } from '../../platform/crypto/sealed-column';
import { systemActor } from '../../platform/database/actor';
import { open } from '../../platform/database/audit-event';
import { ExclusiveLocks } from '../../platform/database/exclusively';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { RewrapValues } from './rewrap-values';
import { RootKeyRepository } from './root-key.repository';

export const ROTATION = 'keys.rotation';
export const KEYS_ACTOR = systemActor('cli.keys');

/** Every process looks at the key file each second: by then all of them hold the key, and open what any of them seals. */
const USED_AFTER = 3 * SECOND;
/** For clocks that are not quite the same. */
const SLACK = SECOND;
/** A process that stood still may have sealed something meanwhile; after this many rounds something else is wrong. */
const ROUNDS = 3;

export interface Rotation {
  readonly columns: readonly SealedColumn[];
  readonly by: string;
  /** Although the present key is wrapped by KMS and the new one would lie in the key file. */
  readonly leaveKms: boolean;
  /** What is being done, in words. */
  readonly tell: (line: string) => void;
}

/**
 * Makes a new root key, has every process use it, and seals under it what older keys had sealed. It may be killed at any point:
 * each step leaves a state in which every process opens everything, and the next call goes on from there.
 */
@Injectable()
export class RotateRootKey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly file: RootKeyFile,
    private readonly keys: RootKeyRepository,
    private readonly values: RewrapValues,
    private readonly locks: ExclusiveLocks,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers the id of the key that holds everything now. */
  run(rotation: Rotation): Promise<string> {
    return this.locks.exclusively(ROTATION, async () => {
      const id = (await this.unfinished(rotation)) ?? (await this.prepare(rotation));
      await this.putToUse(id, rotation);
      const values = await this.rewrapAll(rotation);
      await this.uow.run(KEYS_ACTOR, async (tx) => {
        await this.keys.markRewrapped(tx, id);
        tx.record({
          type: 'keys.rotation_finished',
          subject: { kind: 'root-key', id },
          severity: 'notice',
          data: { values: open(values), by: open(rotation.by) },
        });
      });
      return id;
    });
  }

  private async unfinished({ tell }: Rotation): Promise<string | undefined> {
    const { newest, count } = await this.newest();
    const registered = (await this.keys.registered(this.uow.reader)).find(({ id }) => id === newest.key.id);
    if (registered && (registered.rewrappedAt || count === 1)) return undefined;
    tell(`A rotation to the root key ${newest.key.id} was begun and not finished: going on with it.`);
    return newest.key.id;
  }

  private async prepare({ leaveKms, tell }: Rotation): Promise<string> {
    const { newest } = await this.newest();
    if (newest.entry.provider === 'aws-kms' && !this.file.wrapsByKms && !leaveKms) {
      throw conflict(
        'keys.leaves_kms',
        'The present root key is wrapped by AWS KMS, and SALLYPORT_KMS_KEY is not set here: the new one would lie in the key file ' +
          'as it is. Set it, or say --leave-kms if that is meant.',
      );
    }
    const { id } = await this.file.prepare();
    tell(`A new root key was made: ${id}, kept by ${this.file.provider.words}.`);
    return id;
  }

  /** First the database knows of it, then the processes use it: what they seal under it names a key that is known. */
  private async putToUse(id: string, { by, tell }: Rotation): Promise<void> {
    const registered = await this.keys.registered(this.uow.reader);
    if (!registered.some((known) => known.id === id)) await this.begin(id, by);
    const { newest } = await this.newest();
    const usedFrom = newest.entry.usedFrom ?? new Date(this.clock.now().getTime() + USED_AFTER);
    if (newest.entry.usedFrom === null) await this.file.use(id, usedFrom);
    const wait = usedFrom.getTime() + SLACK - this.clock.now().getTime();
    if (wait > 0) {
      tell('Every running process takes it up within seconds …');
      await delay(wait);
    }
    this.masterKey.take(await this.file.load());
    tell('New values are sealed under it.');
  }

  private begin(id: string, by: string): Promise<void> {
    return this.uow.run(KEYS_ACTOR, async (tx) => {
      await this.keys.register(tx, id);
      tx.record({
        type: 'keys.rotation_begun',
        subject: { kind: 'root-key', id },
        severity: 'notice',
        data: { keptBy: open(this.file.provider.words), by: open(by) },
      });
    });
  }

  private async rewrapAll({ columns, tell }: Rotation): Promise<number> {
    let all = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      let values = 0;
      for (const column of columns) values += await this.rewrapColumn(column, tell);
      all += values;
      if (values === 0) break;
    }
    return all;
  }

  private async rewrapColumn(column: SealedColumn, tell: (line: string) => void): Promise<number> {
    const { values, shut } = await this.values.run(column, (done) =>
      tell(`${column.words}: ${done} sealed anew`),
    );
    if (shut.length === 0) return values;
    throw conflict(
      'keys.shut_values',
      `${shut.length} of the ${column.words} open under no key that is here (the first: ${shut[0]}). They were damaged, or sealed ` +
        'under a key that is gone, and stay as they are; the rotation is not finished. docs/runbooks/rotate-keys.md says what to do.',
    );
  }

  private async newest(): Promise<{ newest: FiledKey; count: number }> {
    const keys = await this.file.keys();
    return { newest: keys[keys.length - 1], count: keys.length };
  }
}
