import { faultsOf, placeOf, SMALL_POLICY } from '../../../../test/builders/policy-file';
import { decodePolicyFile, LARGEST_POLICY_FILE } from './decode';

/** Seconds of this process's own work: what else the machine does makes it no longer. */
const secondsOfWork = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};

const codes = (text: string | Uint8Array): string[] => faultsOf(text).map(({ code }) => code);

describe('bytes of a policy file', () => {
  it('may start with a byte order mark', () => expect(codes(`\ufeff${SMALL_POLICY}`)).toEqual([]));

  it('that are not UTF-8 are refused at the first wrong one', () => {
    const bytes = Buffer.concat([Buffer.from('version: 1\nné'), Buffer.from([0xe9]), Buffer.from('x: 1\n')]);
    expect(faultsOf(bytes)).toEqual([
      expect.objectContaining({ line: 2, column: 3, code: 'policy_file.not_utf8' }),
    ]);
    expect(codes(Buffer.from(SMALL_POLICY, 'utf16le'))).not.toEqual([]);
  });

  it('are refused unread when there are too many', () => {
    expect(codes(new Uint8Array(LARGEST_POLICY_FILE + 1))).toEqual(['policy_file.too_large']);
    expect(decodePolicyFile(new Uint8Array(LARGEST_POLICY_FILE))).toHaveProperty('text');
  });

  it.each(['', '\n\n', '# only a comment\n', '---\n'])('are refused as empty when they are %j', (text) => {
    expect(codes(text)).toEqual(['policy_file.empty']);
  });
});

describe('YAML of a policy file', () => {
  it.each([
    ['a tab', 'a:\n\t- b\n', /tabs/],
    ['a second document', 'a: 1\n---\nb: 1\n', /second document/],
    ['an open quote', 'a: "x\n', /quote/i],
    ['a colon too many', 'a: b: c\n', /mappings/],
    ['flow collections without end', '['.repeat(50_000), /deeper/],
    ['block lists without end', '- '.repeat(50_000), /deeper/],
  ])('with %s is refused with a place', (_, text, sentence) => {
    const [fault] = faultsOf(text);
    expect(fault).toMatchObject({
      code: 'policy_file.syntax',
      sentence: expect.stringMatching(sentence) as string,
    });
    expect(fault.line).toBeGreaterThan(0);
    expect(fault.column).toBeGreaterThan(0);
  });

  it('that repeats a key names the later one', () => {
    const text = SMALL_POLICY.replace('  lea:\n', '  hugo: { name: Other, email: o@test.example }\n  lea:\n');
    expect(faultsOf(text)).toEqual([
      {
        ...placeOf(text, 'hugo: { name: Other'),
        path: 'people.hugo',
        code: 'policy_file.duplicate_key',
        sentence: '`hugo` stands here twice; YAML would silently forget the first one.',
      },
    ]);
  });

  it.each([
    ['an alias', 'a: &x 1\nb: *x\n', ['policy_file.anchor', 'policy_file.alias']],
    ['an anchored key', '&x a: 1\n', ['policy_file.anchor']],
    ['a merge key', '<<: { a: 1 }\n', ['policy_file.merge_key']],
    ['a tag', 'a: !!binary aGk=\n', ['policy_file.tag']],
    ['an unknown tag', 'a: !env HOME\n', ['policy_file.tag']],
    ['a YAML directive', '%YAML 1.1\n---\na: on\n', ['policy_file.directive']],
    ['a number for a key', '1: a\n', ['policy_file.key_not_text']],
    ['nothing for a key', '~: a\n', ['policy_file.key_not_text']],
    ['a list for a key', '? [a]\n: b\n', ['policy_file.key_not_text']],
    ['the key of all prototypes', '__proto__: { version: 1 }\n', ['policy_file.key_reserved']],
    [
      'thirteen levels',
      `${'a: {'.repeat(1)}${'a: {'.repeat(12)}${'}'.repeat(13)}\n`,
      ['policy_file.too_deep'],
    ],
  ])('with %s is refused', (_, text, expected) => expect(codes(text)).toEqual(expected));

  it('with an alias bomb is refused before anything is expanded', () => {
    const layers = Array.from(
      { length: 30 },
      (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
    );
    const took = secondsOfWork(() =>
      expect(new Set(codes(['l0: &l0 [x]', ...layers].join('\n')))).toEqual(
        new Set(['policy_file.anchor', 'policy_file.alias']),
      ),
    );
    expect(took).toBeLessThan(5);
  });

  it.each(['yes', 'no', 'on', 'off', 'No', 'y'])(
    'reads %s as a text and says so where true or false is meant',
    (word) => {
      const text = SMALL_POLICY.replace('personalData: true', `personalData: ${word}`);
      expect(faultsOf(text)).toEqual([
        expect.objectContaining({
          ...placeOf(text, `${word}\n    settings`),
          path: 'entitlements.reader.personalData',
          sentence: 'Write `true` or `false`: YAML 1.2 reads this word as a text.',
        }),
      ]);
    },
  );

  it('answers for five thousand people within seconds', () => {
    const crowd = Array.from(
      { length: 5_000 },
      (_, n) => `  p${n}: { name: P ${n}, email: p${n}@test.example, jobRoles: [engineer], manager: lea }\n`,
    ).join('');
    const text = SMALL_POLICY.replace('people:\n', `people:\n${crowd}`);
    expect(secondsOfWork(() => expect(codes(text)).toEqual([]))).toBeLessThan(10);
  });
});
