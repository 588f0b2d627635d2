import { Inject, Injectable } from '@nestjs/common';
import { conflict } from '../../kernel';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { RootKeyFile } from '../../platform/crypto/root-key-file';
import type { SealedColumn } from '../../platform/crypto/sealed-column';
import { open } from '../../platform/database/audit-event';
import { ExclusiveLocks } from '../../platform/database/exclusively';
import { sqlState, UnitOfWork } from '../../platform/database/unit-of-work';
import { KEYS_ACTOR, ROTATION } from './rotate-root-key';
import { type Holding, RootKeyRepository, STILL_NAMED } from './root-key.repository';
import { named, sealsUnder, WHAT_TO_LOOK_AT } from './serving-process';
import { ServingProcessRepository } from './serving-process.repository';

export interface Retirement {
  readonly columns: readonly SealedColumn[];
  readonly by: string;
}

/**
 * Takes every root key but the current one out of the database and then out of the key file, if nothing needs it any more and
 * every process seals under the current one. The database has the last word: it refuses while a value names the key, and from then
 * on takes none that does.
 */
@Injectable()
export class RetireRootKeys {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly file: RootKeyFile,
    private readonly keys: RootKeyRepository,
    private readonly processes: ServingProcessRepository,
    private readonly locks: ExclusiveLocks,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
  ) {}

  /** Answers the ids of the keys that are gone. */
  run({ columns, by }: Retirement): Promise<string[]> {
    return this.locks.exclusively(ROTATION, async () => {
      const current = this.masterKey.current.id;
      await this.assertRotated(current);
      const held = (await this.file.keys()).map(({ key }) => key.id);
      const old = held.filter((id) => id !== current);
      if (old.length > 0) await this.assertUsedByAll(current);
      const holdings = await this.keys.holdings(this.uow.reader, columns);
      for (const id of old) assertNotNeeded(id, holdings, id === held[0]);
      for (const id of old) {
        await this.forget(id, by);
        await this.file.remove(id);
      }
      return old;
    });
  }

  private async assertRotated(current: string): Promise<void> {
    const keys = await this.file.keys();
    const newest = keys[keys.length - 1].key.id;
    const registered = await this.keys.registered(this.uow.reader);
    if (newest === current && (keys.length === 1 || registered.find(({ id }) => id === current)?.rewrappedAt))
      return;
    throw conflict(
      'keys.rotation_unfinished',
      'A rotation was begun and not finished. Finish it with `sallyport keys rotate`, and then retire.',
    );
  }

  private async assertUsedByAll(current: string): Promise<void> {
    const used = sealsUnder(current);
    const missing = (await this.processes.living(this.uow.reader)).filter((holder) => !used(holder));
    if (missing.length === 0) return;
    throw conflict(
      'keys.not_used_by_all',
      `Nothing was changed: the root key ${current} is not used yet by ${named(missing)}. ${WHAT_TO_LOOK_AT}`,
    );
  }

  /** A key that a killed retirement left in the file only is unknown to the database already. */
  private async forget(id: string, by: string): Promise<void> {
    const registered = await this.keys.registered(this.uow.reader);
    if (!registered.some((known) => known.id === id)) return;
    try {
      await this.uow.run(KEYS_ACTOR, async (tx) => {
        await this.keys.remove(tx, id);
        tx.record({
          type: 'keys.root_key_retired',
          subject: { kind: 'root-key', id },
          severity: 'notice',
          data: { by: open(by) },
        });
      });
    } catch (error) {
      if (sqlState(error) !== STILL_NAMED) throw error;
      throw conflict(
        'keys.still_needed',
        `Something was sealed under the root key ${id} meanwhile. Run \`sallyport keys rotate\` or try again in some minutes.`,
      );
    }
  }
}

/** Values without a name of their key are from before rotation, and only the oldest key can open them. */
function assertNotNeeded(id: string, holdings: readonly Holding[], oldest: boolean): void {
  const needed = holdings.filter(({ rootKey }) => rootKey === id || (oldest && rootKey === null));
  if (needed.length === 0) return;
  const what = needed.map(({ words, values }) => `${values} ${words}`).join(', ');
  throw conflict(
    'keys.still_needed',
    `The root key ${id} is still needed: ${what}. \`sallyport keys rotate\` seals them under a new one.`,
  );
}
