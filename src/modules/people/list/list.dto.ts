import { z } from 'zod';
import { uuid } from '../../../platform/http/shapes';

/** The file as it is: what it is written in is judged here, and not by whoever sends it. */
export const listBody = z.instanceof(Buffer, { message: 'Send the file, as text/csv.' });

const complete = z
  .stringbool()
  .default(false)
  .describe('Whoever the list manages and the file does not name leaves');

export const previewQuery = z.strictObject({ complete });
export type PreviewQuery = z.output<typeof previewQuery>;

export const applyQuery = z.strictObject({
  complete,
  digest: z.string().max(64).describe('Of the preview that was looked at'),
  leaving: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('How many leave, where the preview asks for it (`manyLeave`)'),
});
export type ApplyQuery = z.output<typeof applyQuery>;

const counts = z.object({
  joins: z.int(),
  'comes-back': z.int(),
  changes: z.int(),
  leaves: z.int(),
  stays: z.int(),
});

export const listResult = z.object({ counts });

export const listPreview = z.object({
  digest: z.string().describe('Over the file and all that it would change'),
  subjectId: uuid,
  counts,
  manyLeave: z
    .object({ leaving: z.int(), of: z.int() })
    .nullable()
    .describe('Set where so many would leave that their number has to be said'),
  faultCount: z.int(),
  faults: z
    .array(z.object({ line: z.int().nullable(), column: z.string().nullable(), message: z.string() }))
    .describe('The first of them; with a single one nothing can be applied'),
  people: z.array(
    z.object({
      line: z.int().nullable().describe('null for whoever a complete list leaves out'),
      effect: z.enum(['joins', 'comes-back', 'changes', 'leaves', 'stays']),
      handle: z.string(),
      name: z.string(),
      words: z.array(z.string()),
    }),
  ),
});
