import { digestOf } from '../../../platform/crypto/digest';
import type { Grant } from '../grant';

/** Which log-in of a grant is meant, and whether it takes the place of one that exists. */
export interface LogInChoice {
  readonly entitlementId: string;
  readonly replace: boolean;
}

/**
 * What the second factor of a claim covers: this grant, made from that version of that request, for that long; which of
 * its log-ins; and whether one that works now stops working. With its new end, once it was extended.
 */
export const claimDigest = (
  grant: Pick<Grant, 'id' | 'requestDigest' | 'durationSeconds' | 'extendedUntil'>,
  { entitlementId, replace }: LogInChoice,
): string =>
  digestOf({
    action: 'grants.claim',
    durationSeconds: grant.durationSeconds,
    entitlementId,
    ...(grant.extendedUntil && { extendedUntil: grant.extendedUntil.toISOString() }),
    grantId: grant.id,
    replace,
    requestDigest: grant.requestDigest,
  });
