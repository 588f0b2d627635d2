import type { Grant } from './answers';
import { chooseLogIn } from './choose-grant';

const role = (key: string, name: string, system: string, kind = 'aws') => ({ key, name, system, kind });
const ROLES = [
  role('archive-reader', 'Archive, read', 'Customer account'),
  role('archive-writer', 'Archive, write', 'Customer account'),
  role('metrics-reader', 'Metrics, read', 'Metrics account'),
  role('customer-reader', 'Read customers', 'Customer database', 'postgres'),
];
const grant = {
  id: 'g1',
  requestId: 'r1',
  state: 'active',
  may: { claim: true, end: true, extend: true },
  profile: { key: 'incident', name: 'Incident', entitlements: ROLES },
} as unknown as Grant;
const chosen = (kind: string, entitlement?: string): string =>
  chooseLogIn([grant], { what: 'incident', kind, ...(entitlement !== undefined && { entitlement }) })
    .entitlement.key;

describe('which log-in of a profile is meant', () => {
  it('goes without saying where there is one of the kind', () => {
    expect(chosen('postgres')).toBe('customer-reader');
  });

  it.each([
    ['archive-writer', 'archive-writer'],
    ['Archive, read', 'archive-reader'],
    ['Metrics account', 'metrics-reader'],
  ])('is said by key, name, or system where it has one: %s', (said, key) => {
    expect(chosen('aws', said)).toBe(key);
  });

  it.each([undefined, 'Customer account', 'customer-reader', 'nothing'])('is asked for after %s', (said) => {
    expect(() => chosen('aws', said)).toThrow(
      'Which of them? Say --entitlement with one of: archive-reader (“Archive, read”, Customer account), archive-writer',
    );
  });
});
