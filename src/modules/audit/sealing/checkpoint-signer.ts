import { openCheckpoint, signCheckpoint, type Checkpoint } from '../domain/checkpoint';
import { verifyConsistency, type TreeHead } from '../domain/merkle-proof';
import type { SignerKeys } from '../domain/keyring';
import { NoteError, verifierKeyOf } from '../domain/signed-note';
import { SignerMemory, type RememberedCheckpoint } from './signer-memory';
import { TreeDamage, type TreeStore } from './tree-store';

export type RefusalReason = 'rollback' | 'fork' | 'damaged-tree' | 'damaged-memory' | 'foreign-checkpoint';

/** The signer will not vouch for this database. Somebody must look; nothing is signed until the cause is gone. */
export class SigningRefused extends Error {
  constructor(
    readonly reason: RefusalReason,
    message: string,
  ) {
    super(message);
    this.name = 'SigningRefused';
  }
}

/**
 * Signs tree heads, and only those that extend everything it ever signed.
 * Its memory decides what that is, not the database.
 */
export class CheckpointSigner {
  /** Of the key that signs now. */
  readonly verifierKey: string;
  private readonly memory: SignerMemory;
  private last: RememberedCheckpoint | undefined;

  constructor(
    private readonly keys: SignerKeys,
    memoryPath: string,
  ) {
    this.verifierKey = verifierKeyOf(keys.signer);
    this.memory = new SignerMemory(memoryPath, keys.keyring);
  }

  /** What was signed last, as far as this process knows. */
  get lastSigned(): RememberedCheckpoint | undefined {
    return this.last;
  }

  /**
   * Reads the memory again and checks the tree against it.
   * @param published the newest checkpoint in the database: it stands in where the memory was lost, and only there
   * @throws SigningRefused
   */
  async recall(tree: TreeStore, head: TreeHead, published: string | undefined): Promise<void> {
    const latest = published === undefined ? undefined : this.opened(published, 'foreign-checkpoint');
    this.last = (await this.recallMemory()) ?? latest;
    await this.requireExtension(tree, head);
  }

  /** The signed note, which the memory holds by now. @throws SigningRefused */
  async sign(tree: TreeStore, head: TreeHead, signedAt: Date): Promise<RememberedCheckpoint> {
    await this.requireExtension(tree, head);
    const note = signCheckpoint({ ...head, signedAt }, this.keys.signer);
    await this.memory.remember(note, (await this.recallMemory())?.note);
    this.last = { origin: this.keys.signer.name, ...head, signedAt, note };
    return this.last;
  }

  private async requireExtension(tree: TreeStore, head: TreeHead): Promise<void> {
    const { last } = this;
    if (!last) return;
    if (head.size < last.size) {
      throw new SigningRefused(
        'rollback',
        `The database holds ${head.size} sealed events, but a checkpoint over ${last.size} was signed before.`,
      );
    }
    if (verifyConsistency(last, head, await consistencyProof(tree, last, head))) return;
    throw new SigningRefused(
      'fork',
      `The first ${last.size} events of the database are not those that were signed at ${last.signedAt.toISOString()}.`,
    );
  }

  private async recallMemory(): Promise<RememberedCheckpoint | undefined> {
    try {
      return await this.memory.recall();
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      throw new SigningRefused('damaged-memory', `The signer's memory cannot be trusted: ${error.message}`);
    }
  }

  private opened(note: string, reason: RefusalReason): RememberedCheckpoint {
    try {
      return { ...openCheckpoint(note, this.keys.keyring), note };
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      throw new SigningRefused(reason, `The newest checkpoint of the database is not ours: ${error.message}`);
    }
  }
}

async function consistencyProof(tree: TreeStore, last: Checkpoint, head: TreeHead): Promise<Buffer[]> {
  try {
    return await tree.consistencyProof(last.size, head.size);
  } catch (error) {
    if (error instanceof TreeDamage) throw new SigningRefused('damaged-tree', error.message);
    throw error;
  }
}
