import { subject } from '@casl/ability';
import { abilitiesOf, abilityOf, areaRule, jobNeedsSecondFactor } from './abilities';

const ALICE = 'a0000000-0000-7000-8000-000000000001';
const BOB = 'b0000000-0000-7000-8000-000000000002';

const someone = (...jobRoles: string[]) => abilityOf({ personId: ALICE, jobRoles });
const grantOf = (personId: string) => subject('Grant', { personId });
const request = (requesterId: string, ...approverIds: string[]) =>
  subject('AccessRequest', { requesterId, approverIds });

describe('abilities', () => {
  it('of an ordinary job role, and of one that nobody has heard of, are those of everybody', () => {
    expect(abilitiesOf([])).toEqual(['approvals.decide']);
    expect(abilitiesOf(['engineer'])).toEqual(['approvals.decide']);
    expect(abilitiesOf(['constructor', '__proto__', 'toString'])).toEqual(['approvals.decide']);
  });

  it.each(['cto', 'tech-lead', 'dpo'])('let a %s see everything and read the audit trail', (jobRole) => {
    expect(abilitiesOf([jobRole])).toEqual(
      expect.arrayContaining(['audit.read', 'audit.export', 'requests.read-all', 'grants.read-all']),
    );
    expect(someone(jobRole).can('read', grantOf(BOB))).toBe(true);
    expect(someone(jobRole).can('read', request(BOB))).toBe(true);
  });

  it("let only the circle end other people's grants", () => {
    expect(someone('cto').can('end', grantOf(BOB))).toBe(true);
    expect(someone('tech-lead').can('end', grantOf(BOB))).toBe(true);
    expect(someone('dpo').can('end', grantOf(BOB))).toBe(false);
    expect(someone('engineer', 'manager').can('end', grantOf(BOB))).toBe(false);
  });

  it('add up over job roles', () => {
    expect(abilitiesOf(['dpo', 'tech-lead'])).toEqual(abilitiesOf(['tech-lead']));
  });

  it('let everybody see and end their own grant and nobody else’s', () => {
    expect(someone().can('read', grantOf(ALICE))).toBe(true);
    expect(someone().can('end', grantOf(ALICE))).toBe(true);
    expect(someone().can('read', grantOf(BOB))).toBe(false);
    expect(someone().can('end', grantOf(BOB))).toBe(false);
  });

  it('let a requester see, edit and cancel, and whoever was asked see and decide', () => {
    const mine = request(ALICE, BOB);
    const asked = request(BOB, ALICE);
    const strange = request(BOB, BOB);
    const may = (what: ReturnType<typeof request>) =>
      ['read', 'edit', 'cancel', 'decide'].filter((action) => someone().can(action, what));
    expect(may(mine)).toEqual(['read', 'edit', 'cancel']);
    expect(may(asked)).toEqual(['read', 'decide']);
    expect(may(strange)).toEqual([]);
  });

  it('do not let those who see everything decide, edit or cancel what is not theirs', () => {
    const strange = request(BOB, BOB);
    for (const action of ['decide', 'edit', 'cancel'])
      expect(someone('cto').can(action, strange)).toBe(false);
  });

  it('are not had by somebody without an id', () => {
    const nobody = abilityOf({ personId: undefined as unknown as string, jobRoles: [] });
    expect(nobody.can('read', grantOf(BOB))).toBe(false);
  });

  it('guard an endpoint under the name that the web app sees', () => {
    expect(someone('dpo').can(...areaRule('audit.read'))).toBe(true);
    expect(someone('dpo').can(...areaRule('grants.end-any'))).toBe(false);
    expect(someone('cto').can(...areaRule('no.such-thing'))).toBe(false);
  });

  it('named `manage` give that and nothing else of their area, whatever CASL means by the word', () => {
    expect(someone('tech-lead').can(...areaRule('people.manage'))).toBe(true);
    expect(someone('tech-lead').can(...areaRule('people.invite'))).toBe(false);
    expect(someone('tech-lead').can(...areaRule('people.no-such-thing'))).toBe(false);
  });

  it('come with a second factor for the circle and whoever oversees it', () => {
    for (const jobRole of ['cto', 'tech-lead', 'dpo']) expect(jobNeedsSecondFactor([jobRole])).toBe(true);
    expect(jobNeedsSecondFactor(['engineer'])).toBe(false);
  });

  it('are never more than everybody’s without a second factor', () => {
    for (const jobRole of ['cto', 'tech-lead', 'dpo', 'manager', 'engineer', 'support']) {
      if (abilitiesOf([jobRole]).length > abilitiesOf([]).length)
        expect(jobNeedsSecondFactor([jobRole])).toBe(true);
    }
  });
});
