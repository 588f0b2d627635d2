import { copyFile, open, readFile, stat, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

const LIMIT_BYTES = 10 * 1024 * 1024;
const LOOK_EVERY_MS = 60_000;

/**
 * The file that the server writes its messages to. PostgreSQL holds the file itself, so messages outlive a crash of ours.
 * At most two files of about 10 MB remain: `<path>` and `<path>.1`.
 */
export class ServerLog {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly path: string,
    private readonly limitBytes = LIMIT_BYTES,
  ) {}

  /** Opened for appending; the caller closes it once the server has inherited it. */
  async open(): Promise<FileHandle> {
    await this.rotate();
    return open(this.path, 'a', 0o600);
  }

  async size(): Promise<number> {
    return (await stat(this.path)).size;
  }

  /** What was written from that offset on. */
  async since(offset: number): Promise<string> {
    const all = await readFile(this.path);
    return all.subarray(offset).toString('utf8');
  }

  keepSmall(onFault: (error: unknown) => void): void {
    this.timer = setInterval(() => void this.rotate().catch(onFault), LOOK_EVERY_MS).unref();
  }

  letGrow(): void {
    clearInterval(this.timer);
  }

  /** Copies and empties instead of renaming: the server keeps its descriptor, which appends to the emptied file. */
  async rotate(): Promise<void> {
    const found = await stat(this.path).catch(() => undefined);
    if (!found || found.size < this.limitBytes) return;
    await copyFile(this.path, `${this.path}.1`);
    await truncate(this.path);
  }
}
