import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { verifyExport } from '../../src/modules/audit';
import { serve } from '../support/program';

const READ_AT_A_TIME = 1024 * 1024;

const tasks = {
  /** As `sallyport audit verify --from` does it. Answers in how many milliseconds, and how many events it proved. */
  async verify({ file, key }: { file: string; key: string }): Promise<{ took: number; events: number }> {
    const began = performance.now();
    const chunks = createReadStream(file, { highWaterMark: READ_AT_A_TIME });
    const report = await verifyExport(chunks, { key, threads: availableParallelism() });
    const took = performance.now() - began;
    if (!report.ok) throw new Error('The export does not verify.');
    return { took, events: report.verified };
  },
};
export type OurVerify = typeof tasks;

serve(tasks);
