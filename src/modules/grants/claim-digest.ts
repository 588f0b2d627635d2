import { digestOf } from '../../platform/crypto/digest';

/** Which log-in of a grant is meant, and whether it takes the place of one that exists. */
export interface LogInChoice {
  readonly entitlementId: string;
  readonly replace: boolean;
}

/**
 * What the second factor of a claim covers: this grant, made from that version of that request, for that long; which of
 * its log-ins; and whether one that works now stops working.
 */
export const claimDigest = (
  grant: { readonly id: string; readonly requestDigest: string; readonly durationSeconds: number },
  { entitlementId, replace }: LogInChoice,
): string =>
  digestOf({
    action: 'grants.claim',
    durationSeconds: grant.durationSeconds,
    entitlementId,
    grantId: grant.id,
    replace,
    requestDigest: grant.requestDigest,
  });
