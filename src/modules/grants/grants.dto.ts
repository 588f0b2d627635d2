import { z } from 'zod';
import { key, pageOf, pageQuery, timestamp, uuid } from '../../platform/http/shapes';

const grantState = z.enum(['scheduled', 'claimable', 'active', 'ending', 'unconfirmed', 'ended']);
const leaseState = z.enum(['issuing', 'live', 'ending', 'unconfirmed', 'ended']);

export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in 64 lower-case hex digits');

export const proofView = z.object({
  summary: z.string(),
  readAt: timestamp,
  facts: z.record(z.string(), z.unknown()),
});

export const leaseView = z.object({
  id: uuid,
  grantId: uuid,
  state: leaseState,
  system: z.object({ id: uuid, key, name: z.string() }),
  entitlement: z.object({ id: uuid, name: z.string() }),
  targetName: z.string(),
  issuedAt: timestamp.nullable(),
  /** What holds at the target; an extension of the grant reaches it a moment later, or never. */
  expiresAt: timestamp,
  /** To where that is being moved. */
  extendTo: timestamp.nullable(),
  endAskedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
  proof: proofView.nullable(),
  attempts: z.int(),
  nextAttemptAt: timestamp.nullable(),
  lastError: z.string().nullable(),
});

export const personView = z.object({ id: uuid, name: z.string() });

/** A log-in with whose it is, and by which profile. */
export const heldLeaseView = leaseView.extend({
  person: personView,
  profile: z.object({ key, name: z.string() }),
});
export type HeldLeaseView = z.output<typeof heldLeaseView>;

export const unconfirmedList = z.object({ items: z.array(heldLeaseView) });

const extensionView = z.object({ requestId: uuid, from: timestamp, until: timestamp });

export const grantView = z.object({
  id: uuid,
  requestId: uuid,
  person: personView,
  profile: z.object({
    id: uuid,
    key,
    name: z.string(),
    personalData: z.boolean(),
    entitlements: z.array(
      z.object({
        id: uuid,
        key,
        name: z.string(),
        system: z.string(),
        kind: z.string().describe('Of its system: postgres, aws'),
        /** What the second factor has to cover when its log-in is made, and when a new one takes its place. */
        claimDigest: digest,
        replaceDigest: digest,
        /** False where a log-in carries its end in itself: after an extension a new one has to be made. */
        extendable: z.boolean(),
      }),
    ),
  }),
  state: grantState,
  durationSeconds: z.int(),
  startsAt: timestamp,
  claimBy: timestamp,
  claimedAt: timestamp.nullable(),
  expiresAt: timestamp.nullable(),
  endReason: z.enum(['deadline', 'returned', 'revoked', 'unclaimed', 'no-longer-allowed']).nullable(),
  endedBy: personView.nullable(),
  endAskedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
  createdAt: timestamp,
  leases: z.array(leaseView),
  /** The last moment to which it can be extended; null before the first use. */
  latestEnd: timestamp.nullable(),
  /** What was approved on top, oldest first. */
  extensions: z.array(extensionView),
  pendingExtension: extensionView.nullable(),
  may: z.object({ claim: z.boolean(), end: z.boolean(), extend: z.boolean() }),
});
export type GrantView = z.output<typeof grantView>;
export type LeaseView = z.output<typeof leaseView>;

export const grantPage = pageOf(grantView);

export const grantQuery = pageQuery.extend({
  scope: z.enum(['mine', 'all']).default('mine'),
  state: grantState.optional(),
});
export type GrantQuery = z.output<typeof grantQuery>;

export const claimBody = z.strictObject({
  digest,
  entitlementId: uuid.optional(),
  /** Set a new password on a log-in that exists: the earlier one stops working at once. */
  replace: z.boolean().default(false),
});
export type ClaimBody = z.output<typeof claimBody>;

/** Shown once. Sallyport keeps nothing from which it could be shown again. */
export const credentialView = z.object({
  leaseId: uuid,
  system: z.object({ id: uuid, name: z.string() }),
  username: z.string(),
  expiresAt: timestamp,
  formats: z.array(
    z.object({ id: z.string(), label: z.string(), hint: z.string().optional(), text: z.string() }),
  ),
});

export const endBody = z.strictObject({ note: z.string().max(1_000).optional() });
export type EndBody = z.output<typeof endBody>;

export const checkQuery = z.strictObject({ profile: key });
export type CheckQuery = z.output<typeof checkQuery>;

export const checkView = z.object({
  allowed: z.boolean(),
  until: timestamp.nullable(),
  grantId: uuid.nullable(),
});
