import { z } from 'zod';
import { key, pageOf, pageQuery, timestamp, uuid } from '../../../platform/http/shapes';
import { isReason } from '../../policy';
import { SCOPE_KINDS } from '../domain/bulk-scope';
import { digest, heldLeaseView, personView } from '../grants.dto';

/** RFC 5321: an address has at most 254 characters. */
const personKey = z.string().trim().min(1).max(254).describe('Handle or e-mail address');

export const scopeInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('person'), key: personKey }),
  z.strictObject({ kind: z.literal('profile'), key }),
  z.strictObject({ kind: z.literal('system'), key }),
]);
export type ScopeInput = z.output<typeof scopeInput>;

/** The same in an address. */
export const previewQuery = z.strictObject({
  kind: z.enum(SCOPE_KINDS),
  key: personKey.optional().describe('Of the person, profile or system'),
});
export type PreviewQuery = z.output<typeof previewQuery>;

export const scopeView = z.object({
  kind: z.enum(SCOPE_KINDS),
  key: z.string().nullable(),
  name: z.string(),
});

export const shown = z.strictObject({
  grants: z.int().min(0),
  people: z.int().min(0),
  systems: z.int().min(0),
  logIns: z.int().min(0),
  readAt: timestamp,
});
export type Shown = z.output<typeof shown>;

export const previewView = z.object({
  scope: scopeView,
  /** What there is to end at this moment. */
  shown,
  /** The first of it: what is in use before what is not. */
  grants: z.array(
    z.object({
      id: uuid,
      person: personView,
      profile: z.object({ key, name: z.string() }),
      state: z.string(),
      systems: z.array(z.string()),
      expiresAt: timestamp.nullable(),
    }),
  ),
  mustHalt: z.boolean(),
  /** A halt of this scope in force already. */
  haltedSince: timestamp.nullable(),
  /** What the second factor is bound to. */
  subjectId: uuid,
  digest,
  /** The same, where a halt is asked for too. */
  haltDigest: digest,
});
export type PreviewView = z.output<typeof previewView>;

const reason = z
  .string()
  .trim()
  .max(1_000, 'Keep it to 1,000 characters.')
  .refine(isReason, 'Say in a sentence why: at least 10 characters.');

export const endEverythingBody = z.strictObject({
  scope: scopeInput,
  reason,
  halt: z.boolean().describe('Nothing is approved or issued in this scope until the halt is lifted'),
  shown,
  digest,
});
export type EndEverythingBody = z.output<typeof endEverythingBody>;

export const haltView = z.object({
  id: uuid,
  scope: scopeView,
  /** Only for those who may see all grants: it may say more of somebody than others should know. */
  reason: z.string().nullable(),
  placedBy: personView,
  placedAt: timestamp,
  liftedBy: personView.nullable(),
  liftedAt: timestamp.nullable(),
  liftReason: z.string().nullable(),
  may: z.object({ lift: z.boolean() }),
  /** What the second factor has to cover when it is lifted. */
  liftDigest: digest,
});
export type HaltView = z.output<typeof haltView>;

export const haltList = z.object({ items: z.array(haltView) });

export const liftBody = z.strictObject({ reason, digest });
export type LiftBody = z.output<typeof liftBody>;

export const bulkRevocationSummary = z.object({
  id: uuid,
  scope: scopeView,
  reason: z.string(),
  askedBy: personView,
  askedAt: timestamp,
  halt: haltView.nullable(),
  state: z.enum(['ending', 'proved']),
  /** When the last of it was proved over; null before, and where there was nothing. */
  provedAt: timestamp.nullable(),
  grants: z.object({
    total: z.int(),
    ended: z.int(),
    /** Nobody is allowed anything by them any more, and their turn has not come yet. */
    waiting: z.int(),
  }),
  logIns: z.object({
    total: z.int(),
    proved: z.int(),
    ending: z.int(),
    unconfirmed: z.int(),
  }),
});
export type BulkRevocationSummary = z.output<typeof bulkRevocationSummary>;

export const bulkRevocationView = bulkRevocationSummary.extend({
  /** What is not proved first; at most 200. */
  leases: z.array(heldLeaseView),
});
export type BulkRevocationView = z.output<typeof bulkRevocationView>;

export const bulkRevocationPage = pageOf(bulkRevocationSummary);
export const bulkRevocationQuery = pageQuery;
export type BulkRevocationQuery = z.output<typeof bulkRevocationQuery>;

export const targetList = z.object({
  items: z.array(
    z.object({ scope: scopeView, grants: z.int().describe('That somebody may use, now or later') }),
  ),
});
