import { DomainError, SECOND } from '../../kernel';
import type { Logger } from '../telemetry/logger';
import type { MasterKey } from './master-key';
import type { RootKeyFile } from './root-key-file';

const LOOKS_EVERY = SECOND;

/**
 * Takes what the key file holds by now, whenever it changes. When it cannot be read, or KMS does not answer, the process goes
 * on with the keys that it has in memory, and looks again.
 */
export class KeyFileFollower {
  /** Why this process holds less than the key file does, in a sentence; undefined when nothing is missing. */
  trouble: string | undefined;
  private looking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly masterKey: MasterKey,
    private readonly file: RootKeyFile,
    private readonly logger: Logger,
  ) {}

  start(every = LOOKS_EVERY): void {
    this.timer = setInterval(() => {
      if (!this.looking) void this.look();
    }, every).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Behind a look that is under way, which may have read the file a moment too early. Never rejects. */
  async look(): Promise<void> {
    const look = (this.looking ?? Promise.resolve()).then(() => this.lookOnce());
    this.looking = look;
    await look;
    if (this.looking === look) this.looking = undefined;
  }

  private async lookOnce(): Promise<void> {
    if (this.file.version === this.masterKey.fileVersion) return;
    try {
      const material = await this.file.load();
      this.masterKey.take(material);
      this.note(material.trouble);
    } catch (error) {
      this.note(error);
    }
  }

  /** Logged once for each thing that is wrong, and not every second. */
  private note(error: unknown): void {
    const trouble = error === undefined ? undefined : sentenceOf(error);
    if (trouble !== undefined && trouble !== this.trouble)
      this.logger.warn(
        { err: error },
        'The key file changed and cannot be used as a whole; this process goes on with the keys it has.',
      );
    this.trouble = trouble;
  }
}

const sentenceOf = (error: unknown): string => (error instanceof DomainError ? error.detail : String(error));
