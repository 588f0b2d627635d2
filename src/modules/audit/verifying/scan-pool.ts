import { Worker } from 'node:worker_threads';
import { scanLines, type ScannedLines } from '../domain/export-scan';
import { SCAN_WORKER } from './scan-worker';

/** Chunks under way for each thread: enough that none waits for the reader. */
const AHEAD = 2;

interface Answer {
  readonly resolve: (scanned: ScannedLines) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Answer[];
}

/** Scans chunks of an export on `threads` threads beside this one; with none, here. */
export class ScanPool {
  private readonly threads: Thread[];
  private next = 0;

  constructor(threads: number) {
    this.threads = Array.from({ length: threads }, () => startThread());
  }

  /** How many chunks to hand over before asking for the first answer. */
  get ahead(): number {
    return this.threads.length * AHEAD;
  }

  /** @param chunk as {@link scanLines} takes it; it belongs to the pool from here on */
  scan(chunk: Buffer): Promise<ScannedLines> {
    const thread = this.threads.at(this.next);
    if (!thread) return Promise.resolve(scanLines(chunk));
    this.next = (this.next + 1) % this.threads.length;
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.postMessage(chunk, [chunk.buffer as ArrayBuffer]);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}

function startThread(): Thread {
  const worker = new Worker(SCAN_WORKER);
  const waiting: Answer[] = [];
  worker.on('message', ({ leaves, ...rest }: ScannedLines) => {
    waiting
      .shift()
      ?.resolve({ ...rest, leaves: Buffer.from(leaves.buffer, leaves.byteOffset, leaves.byteLength) });
  });
  worker.on('error', (error: Error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  return { worker, waiting };
}
