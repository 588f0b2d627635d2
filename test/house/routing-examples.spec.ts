import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonFacts } from '../../src/modules/policy';
import { aPerson } from '../builders/policy';
import { profileOfFields, RoutingPlay } from '../support/play-routing';
import { readRoutingExamples, type RoutingExample } from '../support/routing-examples';

const DOCUMENT = readFileSync(join(__dirname, '..', '..', 'docs', 'approval-routing.md'), 'utf8');
const { people, examples } = readRoutingExamples(DOCUMENT);

const PEOPLE: readonly PersonFacts[] = people.map(({ id, jobRole, manager, is }) =>
  aPerson(id, {
    jobRoles: [jobRole],
    managerId: manager === '' ? null : manager,
    secondAccountOf: /^second account of (\S+)$/.exec(is)?.[1] ?? null,
  }),
);
const OWNERS = people.filter(({ is }) => is === 'owner of the system').map(({ id }) => id);

const play = (example: RoutingExample) =>
  new RoutingPlay(PEOPLE, profileOfFields(example.fields, OWNERS), example.asks).play(example);

describe('I1 I2 docs/approval-routing.md is what the program does', () => {
  it('has examples of every part of the routing', () => {
    expect(new Set(examples.map(({ section }) => section)).size).toBe(DOCUMENT.split('\n## ').length - 2);
    expect(examples.length).toBeGreaterThan(30);
  });

  it.each(
    examples.map(
      (example) => [`${example.section}: ${example.asks}, ${example.meanwhile.join('; ')}`, example] as const,
    ),
  )('%s', (_, example) => {
    expect(play(example)).toEqual({ asked: example.asked, outcome: example.outcome });
  });

  it.each([
    ['a wrong name', { asked: ['ines'] }],
    ['a wrong sentence', { outcome: 'granted' }],
  ])('would notice %s', (_, wrong) => {
    const [first] = examples;
    expect(play(first)).not.toEqual({ asked: first.asked, outcome: first.outcome, ...wrong });
  });

  it.each([
    ['something that nobody can play', { meanwhile: ['hugo dances'] }],
    ['somebody whom it does not know', { meanwhile: ['xenia says yes'] }],
    ['fields that the policy file does not have', { fields: { approvalz: [] } }],
  ])('cannot be run with %s', (_, wrong) => {
    expect(() => play({ ...examples[0], ...wrong })).toThrow();
  });

  it('cannot hide a table that is not run', () => {
    expect(() => readRoutingExamples('## X\n\n| a | b |\n| - | - |\n| 1 | 2 |\n')).toThrow('cannot be run');
  });
});
