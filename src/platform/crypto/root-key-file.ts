import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { type Clock, conflict, notFound, systemClock } from '../../kernel';
import type { Environment } from '../config/environment';
import { KEY_BYTES } from './authenticated-encryption';
import { createKeyFile, readExistingKeyFile, replaceKeyFile } from './key-file';
import { formatKeyFile, parseKeyFile, type RootKeyEntry } from './key-file-text';
import type { KeyProvider } from './key-provider';
import { KmsKeyProvider } from './kms-key-provider';
import { LocalKeyProvider } from './local-key-provider';
import { type KeyMaterial, MasterKey } from './master-key';
import { RootKey, rootKeyIdOf } from './root-key';

export type KeySettings = Pick<Environment, 'masterKeyFile' | 'kmsKey'>;

const PURPOSE = 'installation secret';

/** A root key, and what the key file says of it. */
export interface FiledKey {
  readonly key: RootKey;
  readonly entry: RootKeyEntry;
}

/** A root key that waits to be used and does not open here. */
interface ShutKey {
  readonly entry: RootKeyEntry;
  readonly trouble: unknown;
}

interface Opened {
  readonly installation: string;
  /** Oldest first. */
  readonly keys: readonly FiledKey[];
  /** Newer than all of those, if there is any. Nothing is sealed under one, so nobody is kept from starting by it. */
  readonly shut: readonly ShutKey[];
  readonly sealedSecret: Buffer;
}

/**
 * The one file that holds the installation's root keys, each as it is or wrapped by AWS KMS, and its secret, sealed under one
 * of them. Any number of processes may read it at any moment; who changes it holds the lock of the rotation.
 */
export class RootKeyFile {
  /** What was opened before is not asked of a provider again. */
  private readonly known = new Map<string, RootKey>();

  constructor(
    private readonly settings: KeySettings,
    private readonly clock: Clock = systemClock,
  ) {}

  get path(): string {
    return this.settings.masterKeyFile;
  }

  /** Who guards a root key that is made now. */
  get provider(): KeyProvider {
    const { kmsKey } = this.settings;
    return kmsKey === undefined ? new LocalKeyProvider() : new KmsKeyProvider(kmsKey);
  }

  get wrapsByKms(): boolean {
    return this.settings.kmsKey !== undefined;
  }

  /** Changes when the file does. Undefined where there is none. */
  get version(): string | undefined {
    const found = statSync(this.path, { throwIfNoEntry: false });
    return found && `${found.ino} ${found.mtimeMs} ${found.size}`;
  }

  /** Refuses when a key that is used does not open. */
  async load(): Promise<KeyMaterial> {
    const { version } = this;
    const { installation, keys, shut, sealedSecret } = await this.read();
    return {
      rootKeys: keys.map(({ key, entry }) => ({ key, usedFrom: entry.usedFrom ?? undefined })),
      installationSecret: openSecret(this.path, keys, installation, sealedSecret),
      version: shut.length === 0 ? version : undefined,
      trouble: shut.at(0)?.trouble,
    };
  }

  /** Those that open, oldest first. */
  async keys(): Promise<readonly FiledKey[]> {
    return (await this.read()).keys;
  }

  /** Those that wait to be used and do not open here. */
  async shut(): Promise<readonly RootKeyEntry[]> {
    return (await this.read()).shut.map(({ entry }) => entry);
  }

  /** Where there is none yet; another process that is quicker has made it then. */
  async found(): Promise<void> {
    const installation = randomUUID();
    const { bytes, kept } = await this.provider.make(installation);
    const key = new RootKey(bytes.reveal());
    const now = this.clock.now();
    const sealedSecret = key.seal(PURPOSE, installation, randomBytes(KEY_BYTES));
    const keys = [{ key, entry: { ...kept, madeAt: now, usedFrom: now } }];
    createKeyFile(this.path, textOf({ installation, keys, shut: [], sealedSecret }));
  }

  /** A new root key, which every process learns of and none seals under yet. It takes the place of one that did not open. */
  async prepare(): Promise<RootKey> {
    const opened = await this.read();
    const { bytes, kept } = await this.provider.make(opened.installation);
    const key = new RootKey(bytes.reveal());
    const entry = { ...kept, madeAt: this.clock.now(), usedFrom: null };
    this.write({ ...opened, keys: [...opened.keys, { key, entry }], shut: [] });
    return key;
  }

  /** Takes what was prepared and is not used out again. */
  async withdraw(): Promise<void> {
    const opened = await this.read();
    this.write({ ...opened, keys: opened.keys.filter(({ entry }) => entry.usedFrom !== null), shut: [] });
  }

  /** From then on every process seals under it. The installation secret is sealed under it at once. */
  async use(id: string, usedFrom: Date): Promise<void> {
    const { installation, keys, shut, sealedSecret } = await this.read();
    const used = keys.find(({ key }) => key.id === id);
    if (!used) throw notFound('keys.unknown', `The key file ${this.path} holds no root key ${id}.`);
    const secret = openSecret(this.path, keys, installation, sealedSecret);
    this.write({
      installation,
      keys: keys.map((filed) => (filed === used ? { ...filed, entry: { ...filed.entry, usedFrom } } : filed)),
      shut,
      sealedSecret: used.key.seal(PURPOSE, installation, secret),
    });
  }

  /** Does nothing where it is gone already. */
  async remove(id: string): Promise<void> {
    const opened = await this.read();
    if (rootKeyIdOf(opened.sealedSecret) === id)
      throw conflict(
        'keys.still_needed',
        `The installation secret is still sealed under the root key ${id}.`,
      );
    const keys = opened.keys.filter(({ key }) => key.id !== id);
    if (keys.length < opened.keys.length) this.write({ ...opened, keys });
  }

  private write(opened: Opened): void {
    replaceKeyFile(this.path, textOf(opened));
  }

  private async read(): Promise<Opened> {
    const parsed = parseKeyFile(this.path, readExistingKeyFile(this.path));
    if ('single' in parsed) return fromSingleKey(parsed.single, statSync(this.path).mtime);
    const { installation, rootKeys, installationSecret } = parsed;
    const keys: FiledKey[] = [];
    const shut: ShutKey[] = [];
    for (const entry of rootKeys) {
      try {
        keys.push({ key: await this.open(entry, installation), entry });
      } catch (trouble) {
        if (entry.usedFrom !== null) throw trouble;
        shut.push({ entry, trouble });
      }
    }
    return { installation, keys, shut, sealedSecret: Buffer.from(installationSecret, 'base64') };
  }

  private async open(entry: RootKeyEntry, installation: string): Promise<RootKey> {
    const kept = entry.provider === 'local' ? entry.key : entry.wrapped;
    const known = this.known.get(kept);
    if (known) return known;
    const bytes =
      entry.provider === 'local'
        ? await new LocalKeyProvider().open(entry)
        : await new KmsKeyProvider(entry.kmsKey).open(entry, installation);
    const key = new RootKey(bytes.reveal());
    this.known.set(kept, key);
    return key;
  }
}

/** For a start: the file is made where there is none. */
export async function loadMasterKey(settings: KeySettings, clock: Clock = systemClock): Promise<MasterKey> {
  const file = new RootKeyFile(settings, clock);
  if (!existsSync(file.path)) await file.found();
  return new MasterKey(await file.load(), clock);
}

/** For a command beside a server: it makes none. Throws `keys.missing`. */
export const existingMasterKey = async (settings: KeySettings): Promise<MasterKey> =>
  new MasterKey(await new RootKeyFile(settings).load());

/** A file from before rotation, as it would read today. Nobody wrote down when its key was made: it is as old as the file. */
function fromSingleKey(bytes: Buffer, at: Date): Opened {
  const installation = randomUUID();
  const key = new RootKey(bytes);
  const entry = { provider: 'local', key: bytes.toString('base64'), madeAt: at, usedFrom: at } as const;
  return {
    installation,
    keys: [{ key, entry }],
    shut: [],
    sealedSecret: key.seal(PURPOSE, installation, bytes),
  };
}

function openSecret(path: string, keys: readonly FiledKey[], installation: string, sealed: Buffer): Buffer {
  const id = rootKeyIdOf(sealed);
  const filed = keys.find(({ key }) => key.id === id);
  try {
    if (filed) return filed.key.open(PURPOSE, installation, sealed);
  } catch {
    // Told below: the file was changed, and by whom does not matter.
  }
  throw conflict(
    'keys.bad_file',
    `The root keys in ${path} do not open the installation secret in it: it was changed. Put back the newest copy from its backup.`,
  );
}

const textOf = ({ installation, keys, shut, sealedSecret }: Opened): string =>
  formatKeyFile({
    installation,
    rootKeys: [...keys, ...shut].map(({ entry }) => entry),
    installationSecret: sealedSecret.toString('base64'),
  });
