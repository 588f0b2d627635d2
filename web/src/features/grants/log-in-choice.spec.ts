import type { Grant } from '../../api/types';
import { claimWords, logInChoices } from './log-in-choice';

const right = (id: string, name: string, system: string) => ({
  id,
  key: id,
  name,
  system,
  kind: 'postgres',
  claimDigest: `make ${id}`,
  replaceDigest: `replace ${id}`,
  extendable: true,
});
const profile = {
  id: 'p',
  key: 'customers',
  name: 'Customer data',
  personalData: true,
  entitlements: [
    right('read', 'customers, read', 'Customer database'),
    right('logs', 'logs, read', 'Log store'),
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

it('signs for the one log-in that is meant, and for whether another stops working', () => {
  const choices = logInChoices({ profile, leases: [lease('read', 'live')] });
  expect(choices.map(({ digest }) => digest)).toEqual(['replace read', 'make logs']);
});

it('takes one that is being made for one that stands', () => {
  expect(logInChoices({ profile, leases: [lease('read', 'issuing')] })[0]?.replace).toBe(true);
});

it('names the right only where there are several', () => {
  const [choice] = logInChoices({ profile, leases: [] });
  expect(claimWords(choice!, false)).toBe('Reveal log-in');
  expect(claimWords(choice!, true)).toBe('Reveal log-in: customers, read at Customer database');
});
