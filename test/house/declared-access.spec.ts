import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { abilitiesOf } from '../../src/modules/identity';

const SRC = resolve(__dirname, '../../src');
const EVERY_JOB_ROLE = ['cto', 'tech-lead', 'dpo', 'engineering-manager', 'engineer'];

const controllers = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.controller.ts'),
);

/** What each `@Endpoint` of a controller demands. */
const demanded = controllers.flatMap((name) => {
  const text = readFileSync(join(SRC, name), 'utf8');
  return [...text.matchAll(/access: '([^']+)'/g)].map(([, access]) => [name, access] as const);
});

it('reads what the controllers demand', () => {
  expect(demanded.length).toBeGreaterThan(20);
});

it.each(demanded)('%s demands %s, which somebody can have', (_, access) => {
  const possible = ['public', 'signed-in', 'enrolling', ...abilitiesOf(EVERY_JOB_ROLE)];
  expect(possible).toContain(access);
});
