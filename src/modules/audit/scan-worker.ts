import { parentPort } from 'node:worker_threads';
import { scanLines } from './domain/export-scan';

/** A thread of {@link ScanPool}: lines in, hashes out, one answer for each question and in the same order. */
parentPort?.on('message', (chunk: Uint8Array) => {
  parentPort?.postMessage(scanLines(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
});
