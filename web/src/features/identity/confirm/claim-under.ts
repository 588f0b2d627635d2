import type { Grant } from '../../../api/types';

export interface AskedClaim {
  readonly name: string;
  readonly system: string;
  /** A log-in made before stops working. */
  readonly replace: boolean;
}

/** What of the grant as it is now has exactly this digest; undefined where it has become something else. */
export function claimUnder(
  { profile, may }: Pick<Grant, 'profile' | 'may'>,
  digest: string,
): AskedClaim | undefined {
  if (!may.claim) return undefined;
  for (const { name, system, claimDigest, replaceDigest } of profile.entitlements) {
    if (digest === claimDigest) return { name, system, replace: false };
    if (digest === replaceDigest) return { name, system, replace: true };
  }
  return undefined;
}
