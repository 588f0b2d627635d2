import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Statements of a file that load a module of the SDK when the file is loaded. */
const eagerImports = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^import (?!type )[^;]*?from '@(aws-sdk|smithy)\/[^']+';/gms)].map(
    ([statement]) => statement,
  );

describe('the AWS SDK', () => {
  it('is loaded by nobody until the first AWS system is used', () => {
    const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
    );
    const naming = files.filter((name) => readFileSync(join(__dirname, name), 'utf8').includes("'@aws-sdk/"));

    expect(naming).toContain('sdk.ts');
    expect(naming.flatMap((name) => eagerImports(join(__dirname, name)))).toEqual([]);
  });
});
