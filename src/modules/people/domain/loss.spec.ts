import { loss, touchesAccess, type Standing } from './loss';

const aStanding = (facts: Partial<Standing> = {}): Standing => ({
  status: 'active',
  jobRoles: ['engineer'],
  managerId: 'lea',
  secondAccountOf: null,
  prerequisites: { training: '2026-01-01' },
  prerequisitesValidUntil: {},
  ...facts,
});

describe('what somebody loses', () => {
  it.each<[string, Partial<Standing>, ReturnType<typeof loss>]>([
    ['nothing by a change of manager', { managerId: null }, undefined],
    ['nothing by another job role on top', { jobRoles: ['engineer', 'manager'] }, undefined],
    ['the place by leaving', { status: 'left' }, 'person-disabled'],
    [
      'the place by being suspended, whatever the job role',
      { status: 'suspended', jobRoles: [] },
      'person-disabled',
    ],
    ['a job role by moving', { jobRoles: ['manager'] }, 'job-role-lost'],
  ])('%s', (_, after, lost) => expect(loss(aStanding(), aStanding(after))).toBe(lost));

  it('is nothing more once the person is suspended already', () => {
    expect(loss(aStanding({ status: 'suspended' }), aStanding({ status: 'left' }))).toBeUndefined();
  });

  it.each<Partial<Standing>>([
    { status: 'suspended' },
    { jobRoles: [] },
    { managerId: 'hugo' },
    { secondAccountOf: 'hugo' },
    { prerequisites: {} },
    { prerequisitesValidUntil: { training: '2026-02-01' } },
  ])('has grants judged again after a change of %j', (after) => {
    expect(touchesAccess(aStanding(), aStanding(after))).toBe(true);
    expect(touchesAccess(aStanding(after), aStanding(after))).toBe(false);
  });
});
