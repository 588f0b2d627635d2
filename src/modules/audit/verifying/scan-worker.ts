import { parentPort } from 'node:worker_threads';
import { scanLines } from '../domain/export-scan';

/** This file, to be run as a thread of {@link ScanPool}. */
export const SCAN_WORKER = __filename;

/** Lines in, hashes out: one answer for each question, in the same order. Elsewhere than in a thread it does nothing. */
parentPort?.on('message', (chunk: Uint8Array) => {
  parentPort?.postMessage(scanLines(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
});
