import { aPerson, aProfile } from '../../../../test/builders/policy';
import {
  breakGlassAudience,
  breakGlassReasons,
  breakGlassRefusal,
  breakGlassReviewRefusal,
} from './break-glass';
import { organisationOf } from './organisation';

const open = aProfile({ breakGlass: { maximum: 900 } });
const hugo = aPerson('hugo', { jobRoles: ['cto'] });
const lea = aPerson('lea', { jobRoles: ['tech-lead'] });
const ines = aPerson('ines', { jobRoles: ['dpo'] });
const milan = aPerson('milan', { jobRoles: ['engineer'] });

describe('access without an approval', () => {
  it('is for the circle, and for profiles whose policy says so', () => {
    expect(breakGlassRefusal(hugo, open)).toBeUndefined();
    expect(breakGlassRefusal(lea, open)).toBeUndefined();
    expect(breakGlassRefusal(hugo, aProfile({ breakGlass: null }))?.code).toBe('policy.no_break_glass');
    for (const person of [ines, milan])
      expect(breakGlassRefusal(person, open)?.code).toBe('policy.break_glass_outside_circle');
  });

  it('is worth nothing once the policy gives it no more, or for less time', () => {
    expect(breakGlassReasons(hugo, open, 900)).toEqual([]);
    expect(breakGlassReasons(hugo, open, 901)[0]?.code).toBe('policy.break_glass_too_long');
    expect(breakGlassReasons(milan, open, 60)).toHaveLength(1);
    expect(breakGlassReasons(hugo, aProfile({ breakGlass: null }), 60)).toHaveLength(1);
  });
});

describe('its review', () => {
  it('is by somebody else of the circle or the data protection officer', () => {
    expect(breakGlassReviewRefusal(lea, hugo)).toBeUndefined();
    expect(breakGlassReviewRefusal(ines, hugo)).toBeUndefined();
    expect(breakGlassReviewRefusal(milan, hugo)?.code).toBe('policy.no_break_glass_reviewer');
    expect(breakGlassReviewRefusal({ ...lea, status: 'suspended' }, hugo)).toBeDefined();
  });

  it('is never by who used it, in whichever account', () => {
    const second = aPerson('hugo-2', { jobRoles: ['dpo'], secondAccountOf: 'hugo' });
    expect(breakGlassReviewRefusal(hugo, hugo)?.code).toBe('policy.own_break_glass');
    expect(breakGlassReviewRefusal(second, hugo)?.code).toBe('policy.own_break_glass');
    expect(breakGlassReviewRefusal(hugo, second)?.code).toBe('policy.own_break_glass');
  });
});

it('is told to everybody of the circle and the data protection officer who works', () => {
  const told = breakGlassAudience(organisationOf([hugo, { ...lea, status: 'left' }, ines, milan]));
  expect(told.map(({ id }) => id)).toEqual(['hugo', 'ines']);
});
