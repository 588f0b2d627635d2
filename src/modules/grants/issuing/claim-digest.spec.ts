import { claimDigest } from './claim-digest';

const grant = { id: 'g', requestDigest: 'r', durationSeconds: 600, extendedUntil: null };
const choice = { entitlementId: 'read', replace: false };

it('I1 the digest of a claim is another for another grant, request, time, extension, log-in, or for a replacement', () => {
  const digests = [
    claimDigest(grant, choice),
    claimDigest({ ...grant, id: 'h' }, choice),
    claimDigest({ ...grant, requestDigest: 's' }, choice),
    claimDigest({ ...grant, durationSeconds: 601 }, choice),
    claimDigest({ ...grant, extendedUntil: new Date('2026-01-05T10:00:00Z') }, choice),
    claimDigest({ ...grant, extendedUntil: new Date('2026-01-05T10:00:00.001Z') }, choice),
    claimDigest(grant, { ...choice, entitlementId: 'write' }),
    claimDigest(grant, { ...choice, replace: true }),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});
