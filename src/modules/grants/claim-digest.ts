import { digestOf } from '../../platform/crypto/digest';

/** What the second factor of a claim covers: this grant, made from that version of that request, for that long. */
export const claimDigest = (grant: {
  readonly id: string;
  readonly requestDigest: string;
  readonly durationSeconds: number;
}): string =>
  digestOf({
    action: 'grants.claim',
    durationSeconds: grant.durationSeconds,
    grantId: grant.id,
    requestDigest: grant.requestDigest,
  });
