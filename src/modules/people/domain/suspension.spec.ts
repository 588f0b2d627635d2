import { aPerson } from '../../../../test/builders/policy';
import { suspensionFault } from './suspension';

const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const lea = aPerson('lea', { jobRoles: ['tech-lead'] });
const milan = aPerson('milan', { jobRoles: ['engineer'] });
const everybody = [hugo, lea, milan];
const code = (...facts: Parameters<typeof suspensionFault>): string | undefined =>
  suspensionFault(...facts)?.code;

describe('suspending somebody', () => {
  it('is open to an administrator', () => expect(code(milan, hugo, everybody)).toBeUndefined());
  it('is open towards the other of the circle, while one remains', () =>
    expect(code(lea, hugo, everybody)).toBeUndefined());
  it('is not open towards oneself', () => expect(code(hugo, hugo, everybody)).toBe('people.own_account'));
  it('is not open towards one’s own second account', () =>
    expect(code(aPerson('hugo-b', { secondAccountOf: 'hugo' }), hugo, everybody)).toBe('people.own_account'));

  it.each([
    ['nobody else', [lea, milan]],
    ['only somebody suspended', [lea, { ...hugo, status: 'suspended' as const }]],
    [
      'only the same human being’s second account',
      [lea, aPerson('lea-b', { jobRoles: ['cto'], secondAccountOf: 'lea' })],
    ],
  ])('is refused for the last of the circle: %s remains', (_, people) => {
    expect(code(lea, aPerson('ines', { jobRoles: ['dpo'] }), people)).toBe('people.last_of_circle');
  });

  it.each(['suspended', 'left'] as const)('changes nothing for somebody who is %s', (status) =>
    expect(code({ ...milan, status }, hugo, everybody)).toBe('people.not_active'),
  );
});
