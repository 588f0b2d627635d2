import { hash } from '@node-rs/argon2';
import { Redacted } from '../../../kernel';
import { PasswordHasher } from './password-hasher';

describe('password hashes', () => {
  const hasher = new PasswordHasher();
  const password = new Redacted('correct horse battery staple');
  const enough = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
  const ARGON2I = 1;

  it('are argon2id with the parameters of OWASP, salted, and match their password only', async () => {
    const [first, second] = await Promise.all([hasher.hash(password), hasher.hash(password)]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(await hasher.matches(first, password)).toBe(true);
    expect(await hasher.matches(first, new Redacted('correct horse battery staplE'))).toBe(false);
  });

  it('that do not exist match nothing', async () => {
    expect(await hasher.matches(undefined, password)).toBe(false);
  });

  it.each([
    { with: 'less memory', parameters: { memoryCost: 19_455 }, weak: true },
    { with: 'fewer passes', parameters: { timeCost: 1 }, weak: true },
    { with: 'another algorithm', parameters: { algorithm: ARGON2I }, weak: true },
    { with: 'just enough', parameters: {}, weak: false },
    { with: 'more memory', parameters: { memoryCost: 65_536 }, weak: false },
    { with: 'more passes', parameters: { timeCost: 3 }, weak: false },
  ])('made with $with are weak: $weak', async ({ parameters, weak }) => {
    expect(hasher.isWeak(await hash('x', { ...enough, ...parameters }))).toBe(weak);
  });
});
