import { type Clock, conflict, systemClock, upstreamUnavailable } from '../../kernel';
import { deriveKey, RootKey, rootKeyIdOf } from './root-key';

/** Injection token of the one {@link MasterKey}. */
export const MASTER_KEY = Symbol('MasterKey');

export interface HeldRootKey {
  readonly key: RootKey;
  /** New values are sealed under it from then on. Not set: it only waits to be used. */
  readonly usedFrom: Date | undefined;
}

/** What the key file holds, as this process has it in memory. */
export interface KeyMaterial {
  /** Oldest first. */
  readonly rootKeys: readonly HeldRootKey[];
  /** What is derived comes from this, and it stays when root keys change. */
  readonly installationSecret: Buffer;
  /** Of the file that all of this was read from; not set where part of it did not open, and so is to be read again. */
  readonly version?: string;
  /** Why a key that is not used yet did not open here. */
  readonly trouble?: unknown;
}

/**
 * The installation's keys: root keys to seal under, and the secret that other keys are derived from. They are kept outside
 * the database, so that a dump of it reveals nothing that was sealed. Prints as nothing.
 */
export class MasterKey {
  #material: KeyMaterial;
  readonly #clock: Clock;

  /** With a single key it is root key and installation secret in one. */
  constructor(material: Buffer | KeyMaterial, clock: Clock = systemClock) {
    this.#material = Buffer.isBuffer(material) ? singleKey(material) : material;
    this.#clock = clock;
  }

  /** A key of its own for each purpose, the same for as long as the installation lives. */
  derive(purpose: string): Buffer {
    return deriveKey(this.#material.installationSecret, purpose);
  }

  /** Seals under the purpose's key. `context` (a row's id) is authenticated: moved to another row it does not open. */
  seal(purpose: string, context: string, plaintext: Buffer): Buffer {
    return this.current.seal(purpose, context, plaintext);
  }

  /** Throws when the value was not sealed by us for this purpose and context, or was changed since. */
  open(purpose: string, context: string, sealed: Buffer): Buffer {
    return this.keyOf(sealed).open(purpose, context, sealed);
  }

  /** The newest root key that is in use. */
  get current(): RootKey {
    const now = this.#clock.now().getTime();
    const used = this.#material.rootKeys.findLast(({ usedFrom }) => usedFrom && usedFrom.getTime() <= now);
    return (used ?? this.#material.rootKeys[0]).key;
  }

  /** The newest root key that is held, used or not. */
  get newest(): RootKey {
    return this.#material.rootKeys[this.#material.rootKeys.length - 1].key;
  }

  get rootKeys(): readonly RootKey[] {
    return this.#material.rootKeys.map(({ key }) => key);
  }

  /** The version of the key file that is held as a whole. */
  get fileVersion(): string | undefined {
    return this.#material.version;
  }

  /** From now on with what the key file holds by now. Refuses the file of another installation. */
  take(material: KeyMaterial): void {
    if (!material.installationSecret.equals(this.#material.installationSecret))
      throw conflict('keys.other_installation', 'The key file has become that of another installation.');
    this.#material = material;
  }

  private keyOf(sealed: Buffer): RootKey {
    const id = rootKeyIdOf(sealed);
    // From before rotation: only the oldest key can have sealed it.
    if (id === undefined) return this.#material.rootKeys[0].key;
    const held = this.rootKeys.find((key) => key.id === id);
    if (held) return held;
    throw upstreamUnavailable(
      'keys.not_held',
      `This was sealed under the root key ${id}, which this process does not hold. If it was made a moment ago, try again; ` +
        'else the key file here is not the newest.',
    );
  }
}

function singleKey(bytes: Buffer): KeyMaterial {
  return { rootKeys: [{ key: new RootKey(bytes), usedFrom: new Date(0) }], installationSecret: bytes };
}
