import { aProfile } from '../../../test/builders/policy';
import type { AccessProfile } from '../catalog';
import { requestDigest } from './request-digest';

const profile: AccessProfile = {
  id: 'customer-data-read',
  key: 'customer-data-read',
  name: 'Customer data, read only',
  description: 'Look at customers.',
  allows: ['Read customers'],
  allowsNot: [],
  dataCategory: 'Contact data',
  purpose: 'Helping customers.',
  processingActivity: { id: 'support', key: 'support', title: 'Support' },
  entitlements: [],
  rules: aProfile(),
};
const request = {
  id: 'request',
  version: 1,
  requesterId: 'lea',
  justification: 'To see why the total is wrong.',
  ticket: null,
  durationSeconds: 600,
  startsAt: null,
  extension: null,
  conflicts: [],
};

describe('what an approver signs', () => {
  it.each([
    ['who asks', { requesterId: 'hugo' }],
    ['how long', { durationSeconds: 601 }],
    ['why', { justification: 'To see why the total is right.' }],
    ['the ticket', { ticket: 'SUP-1' }],
    ['the start', { startsAt: new Date('2026-11-30T09:00:00Z') }],
    ['the version', { version: 2 }],
    ['what is held as well', { conflicts: [{ profileId: 'payouts', name: 'Release payouts' }] }],
  ])('I2 covers %s', (_, changes) => {
    expect(requestDigest({ ...request, ...changes }, profile)).not.toBe(requestDigest(request, profile));
  });

  it('I2 covers which profile is held as well, by the name that was shown', () => {
    const holding = (name: string) =>
      requestDigest({ ...request, conflicts: [{ profileId: 'payouts', name }] }, profile);
    expect(holding('Release payouts')).not.toBe(holding('Release payments'));
  });

  it('I2 covers the words and the rights of the profile', () => {
    const other = { ...profile, allows: ['Read customers', 'Read invoices'] };
    expect(requestDigest(request, other)).not.toBe(requestDigest(request, profile));
  });
});
