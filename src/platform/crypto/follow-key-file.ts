import { SECOND } from '../../kernel';
import type { Logger } from '../telemetry/logger';
import type { MasterKey } from './master-key';
import { type KeySettings, RootKeyFile } from './root-key-file';

const LOOKS_EVERY = SECOND;

/**
 * Takes what the key file holds by now, whenever it changes. When it cannot be read, or KMS does not answer, the process goes
 * on with the keys that it has in memory, and looks again. Answers how to stop.
 */
export function followKeyFile(
  masterKey: MasterKey,
  settings: KeySettings,
  logger: Logger,
  every = LOOKS_EVERY,
): () => Promise<void> {
  const file = new RootKeyFile(settings);
  let seen = versionOf(file);
  let complained: string | undefined;
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    const version = versionOf(file);
    if (version === seen) return;
    try {
      masterKey.take(await file.load());
      seen = version;
      complained = undefined;
    } catch (error) {
      // Once for each thing that is wrong, and not every second.
      if (complained === String(error)) return;
      complained = String(error);
      logger.warn(
        { err: error },
        'The key file changed and cannot be used; this process goes on with the keys it has.',
      );
    }
  };
  const timer = setInterval(() => {
    looking ??= look().finally(() => (looking = undefined));
  }, every).unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

/** A file that is gone is one that changed. */
function versionOf(file: RootKeyFile): string | undefined {
  try {
    return file.version;
  } catch {
    return undefined;
  }
}
