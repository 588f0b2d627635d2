import { z } from 'zod';
import { pageOf, pageQuery, timestamp, uuid } from '../../../platform/http/shapes';
import { isReason } from '../../policy';
import { REACHES } from '../domain/reach';
import { AREAS } from '../plan/change';
import { POLICY_CHANGE_STATES } from './domain/policy-change-lifecycle';

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 lower-case hex digits');
const person = z.object({ id: uuid, name: z.string() });

/** A whole call has at most 1 MiB. */
const file = z
  .string()
  .min(1, 'The file is empty.')
  .max(900_000, 'Files above 900,000 characters are applied at the server: `sallyport policy apply`.')
  .describe('The whole policy file, as text');

const reason = z
  .string()
  .trim()
  .max(1_000, 'Keep it to 1,000 characters.')
  .refine(isReason, 'Say in a sentence why: at least 10 characters.');

export const previewBody = z.strictObject({ file });
export type PreviewBody = z.output<typeof previewBody>;

export const proposeBody = z.strictObject({ file, reason });
export type ProposeBody = z.output<typeof proposeBody>;

export const approveBody = z.strictObject({ digest });
export type ApproveBody = z.output<typeof approveBody>;

export const stopBody = z.strictObject({ digest, reason });
export type StopBody = z.output<typeof stopBody>;

const reach = z
  .enum(REACHES)
  .describe(
    '`circle`: two approvals, one by the data protection officer, and a delay; `personal-data`: the officer’s, and a delay',
  );

const overseen = z
  .boolean()
  .describe(
    'The data protection officer has to approve it, the circle is told, and it can be stopped until it holds',
  );

const difference = z.object({
  area: z.enum(AREAS),
  kind: z.enum(['add', 'change', 'remove']),
  reach,
  sentence: z.string(),
});

export const previewView = z.object({
  /** Empty where the file is sound. */
  faults: z.array(
    z.object({ line: z.int(), column: z.int(), path: z.string(), code: z.string(), sentence: z.string() }),
  ),
  changes: z.array(difference),
  reach,
  overseen,
  /** What it would need, in a sentence; null where there is nothing to change. */
  needs: z.string().nullable(),
});
export type PreviewView = z.output<typeof previewView>;

export const changeSummary = z.object({
  id: uuid,
  state: z.enum(POLICY_CHANGE_STATES),
  reach,
  overseen,
  reason: z.string(),
  /** null: from the command line of the server, or its start. */
  proposedBy: person.nullable(),
  proposedAt: timestamp,
  lapsesAt: timestamp,
  approvedAt: timestamp.nullable(),
  /** When it comes, or came, into force. */
  effectiveAt: timestamp.nullable(),
  settledAt: timestamp.nullable(),
  settledBy: person.nullable(),
  settledBecause: z.string().nullable(),
  /** What reaches furthest, in a sentence, and how many differences there are. */
  headline: z.string(),
  differences: z.int(),
  /** "Waiting for the data protection officer."; null when nobody is waited for. */
  waitingFor: z.string().nullable(),
  may: z.object({
    approve: z.boolean(),
    /** Why whoever asks may not, where it still waits for somebody. */
    whyNot: z.string().nullable(),
    stop: z.enum(['deny', 'withdraw', 'stop']).nullable(),
  }),
});
export type ChangeSummary = z.output<typeof changeSummary>;

export const changeView = changeSummary.extend({
  changes: z.array(difference),
  fileDigest: digest,
  approvals: z.array(z.object({ person, at: timestamp, counts: z.boolean() })),
  /** There are too few people who could approve it. */
  impossible: z.boolean(),
  /** What a second factor has to cover. */
  approveDigest: digest,
  stopDigest: digest,
});
export type ChangeView = z.output<typeof changeView>;

export const changePage = pageOf(changeSummary);

export const changeQuery = pageQuery.extend({
  open: z.literal('true').optional().describe('Only what may still come into force'),
});
export type ChangeQuery = z.output<typeof changeQuery>;

/** null once it is over: only the difference is kept. */
export const fileView = z.object({ text: z.string().nullable() });
