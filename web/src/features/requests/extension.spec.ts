import { extensionLimits, lengthShort, lengthWords, subjectWords } from './extension';

const profile = { defaultSeconds: 1_800, minimumSeconds: 900, maximumSeconds: 7_200 };
const grant = { expiresAt: '2026-01-05T10:00:00Z', latestEnd: '2026-01-05T11:30:00Z' };

describe('how much can be added', () => {
  it('is what is left of the maximum, the usual time first, and no less than a minute', () => {
    expect(extensionLimits(grant, profile)).toEqual({
      defaultSeconds: 1_800,
      minimumSeconds: 60,
      maximumSeconds: 5_400,
    });
  });

  it('is all that is left where that is little', () => {
    expect(extensionLimits({ ...grant, latestEnd: '2026-01-05T10:00:40Z' }, profile)).toEqual({
      defaultSeconds: 40,
      minimumSeconds: 40,
      maximumSeconds: 40,
    });
  });

  it.each([
    ['before the first use', { expiresAt: null, latestEnd: null }],
    ['where the maximum was lowered', { ...grant, latestEnd: '2026-01-05T09:00:00Z' }],
  ])('is nothing %s', (_, facts) => {
    expect(extensionLimits(facts, profile).maximumSeconds).toBe(0);
  });
});

it('an extension reads as one wherever a request is named', () => {
  const extension = { grantId: 'g', requestId: 'r', from: '', until: '', totalSeconds: 1, latestEnd: '' };
  const request = { durationSeconds: 600, profile: { name: 'Metrics' } };
  expect(lengthWords({ ...request, extension })).toBe('10 minutes more');
  expect(lengthShort({ ...request, extension })).toBe('+ 10 min');
  expect(subjectWords({ ...request, extension })).toBe('More time: Metrics');
  expect(lengthWords({ ...request, extension: null })).toBe('10 minutes');
  expect(lengthShort({ ...request, extension: null })).toBe('10 min');
  expect(subjectWords({ ...request, extension: null })).toBe('Metrics');
});
