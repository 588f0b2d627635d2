import type { Grant } from '../../api/types';
import { claimWords, logInChoices } from './log-in-choice';

const profile = {
  id: 'p',
  key: 'customers',
  name: 'Customer data',
  personalData: true,
  entitlements: [
    { id: 'read', name: 'customers, read', system: 'Customer database' },
    { id: 'logs', name: 'logs, read', system: 'Log store' },
  ],
};
const lease = (entitlementId: string, state: Grant['leases'][number]['state']) =>
  ({ entitlement: { id: entitlementId, name: '' }, state }) as Grant['leases'][number];

it('replaces only where a log-in stands, right by right', () => {
  const choices = logInChoices({ profile, leases: [lease('read', 'live'), lease('logs', 'ended')] });
  expect(choices.map(({ entitlementId, replace }) => [entitlementId, replace])).toEqual([
    ['read', true],
    ['logs', false],
  ]);
});

it('takes one that is being made for one that stands', () => {
  expect(logInChoices({ profile, leases: [lease('read', 'issuing')] })[0]?.replace).toBe(true);
});

it('names the right only where there are several', () => {
  const [choice] = logInChoices({ profile, leases: [] });
  expect(claimWords(choice!, false)).toBe('Reveal log-in');
  expect(claimWords(choice!, true)).toBe('Reveal log-in: customers, read at Customer database');
});
