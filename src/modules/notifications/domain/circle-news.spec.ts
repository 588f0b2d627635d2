import { organisationOf, type PersonFacts } from '../../policy';
import { circleToTell, isCircleNews } from './circle-news';

const person = (id: string, jobRoles: string[], status: PersonFacts['status'] = 'active'): PersonFacts => ({
  id,
  name: id,
  status,
  jobRoles,
  managerId: null,
  secondAccountOf: null,
  prerequisites: {},
});

it('everybody of the circle who works hears of what lets somebody in, and each once', () => {
  const people = [
    person('hugo', ['cto', 'tech-lead']),
    person('lea', ['tech-lead']),
    person('ines', ['dpo']),
    person('gone', ['tech-lead'], 'left'),
    person('tomasz', ['manager']),
  ];
  expect(circleToTell(organisationOf(people)).map(({ id }) => id)).toEqual(['hugo', 'lea', 'ines']);
});

it.each([
  ['identity.factor_enrolled', 'existing-factor', true],
  ['identity.factor_enrolled', 'command-line', false],
  ['identity.enrolled_by_administrator', undefined, true],
  ['identity.recovery_code_used', undefined, true],
  ['identity.invited', undefined, true],
  ['identity.account_linked', undefined, true],
  ['identity.hold_lifted', undefined, true],
  ['identity.factor_enrolment_begun', 'existing-factor', false],
  ['identity.signed_in', undefined, false],
  ['slack.binding_offered', undefined, false],
])('%s on %s is news for the circle: %s', (type, basis, news) =>
  expect(isCircleNews({ type, data: { basis } })).toBe(news),
);

it.each([
  ['slack.account_bound', undefined, true],
  ['slack.account_unbound', 'by-its-person', true],
  ['slack.account_unbound', 'credentials-forgotten', false],
])('%s, %s, is news for the circle: %s', (type, reason, news) =>
  expect(isCircleNews({ type, data: { reason } })).toBe(news),
);
