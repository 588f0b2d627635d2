import { Inject, Injectable } from '@nestjs/common';
import { type Clock, conflict } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { type FiledKey, RootKeyFile } from '../../platform/crypto/root-key-file';
import type { SealedColumn } from '../../platform/crypto/sealed-column';
import { systemActor } from '../../platform/database/actor';
import { open } from '../../platform/database/audit-event';
import { ExclusiveLocks } from '../../platform/database/exclusively';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { AwaitProcesses, type Patience } from './await-processes';
import { RewrapValues } from './rewrap-values';
import { RootKeyRepository } from './root-key.repository';
import { holds, type KeyHolder, named, sealsUnder, WHAT_TO_LOOK_AT } from './serving-process';

export const ROTATION = 'keys.rotation';
export const KEYS_ACTOR = systemActor('cli.keys');

/** A process that stood still may have sealed something meanwhile; after this many rounds something else is wrong. */
const ROUNDS = 3;

export interface Rotation extends Patience {
  readonly columns: readonly SealedColumn[];
  readonly by: string;
  /** Although the present key is wrapped by KMS and the new one would lie in the key file. */
  readonly leaveKms: boolean;
}

/**
 * Makes a new root key, has every process hold it, then use it, and seals under it what older keys had sealed. It may be killed at
 * any point: each step leaves a state in which every process opens everything, and the next call goes on from there.
 */
@Injectable()
export class RotateRootKey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly file: RootKeyFile,
    private readonly keys: RootKeyRepository,
    private readonly values: RewrapValues,
    private readonly processes: AwaitProcesses,
    private readonly locks: ExclusiveLocks,
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

  /** Known first, used later: by the processes, then by the database, and only then anything is sealed under it. */
  private async putToUse(id: string, rotation: Rotation): Promise<void> {
    const filed = (await this.file.keys()).find(({ key }) => key.id === id);
    if (!filed?.entry.usedFrom) {
      await this.assertHeld(id, rotation);
      const registered = await this.keys.registered(this.uow.reader);
      if (!registered.some((known) => known.id === id)) await this.begin(id, rotation.by);
      // Whoever started meanwhile is seen now, or has seen the key in the database.
      await this.assertHeld(id, rotation);
      await this.file.use(id, this.clock.now());
    }
    const missing = await this.processes.until(sealsUnder(id), rotation);
    if (missing.length > 0) throw notUsed(id, missing);
    rotation.tell('Every running process seals new values under it.');
  }

  private async assertHeld(id: string, rotation: Rotation): Promise<void> {
    const missing = await this.processes.until(holds(id), rotation);
    if (missing.length === 0) return;
    await this.withdraw(id, missing, rotation);
    throw notHeld(missing);
  }

  /** Nothing was sealed under it. The database first: what it knows and the key file lacks would keep every start away. */
  private async withdraw(id: string, missing: readonly KeyHolder[], { by }: Rotation): Promise<void> {
    await this.uow.run(KEYS_ACTOR, async (tx) => {
      await this.keys.remove(tx, id);
      tx.record({
        type: 'keys.rotation_stopped',
        subject: { kind: 'root-key', id },
        severity: 'notice',
        data: { notHeldBy: open(missing.map(({ name }) => name)), by: open(by) },
      });
    });
    await this.file.withdraw();
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

const notHeld = (missing: readonly KeyHolder[]): Error =>
  conflict(
    'keys.not_held_by_all',
    `Nothing was changed: the new root key was not opened by ${named(missing)}. ${WHAT_TO_LOOK_AT} Then run \`sallyport keys rotate\` again.`,
  );

const notUsed = (id: string, missing: readonly KeyHolder[]): Error =>
  conflict(
    'keys.not_used_by_all',
    `The root key ${id} is in use, and the rotation not finished: it is not used yet by ${named(missing)}. ${WHAT_TO_LOOK_AT} ` +
      'Then run `sallyport keys rotate` again, which goes on.',
  );
