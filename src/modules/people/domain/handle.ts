const LONGEST = 56;

/** A handle in the policy file's form, made of a user name: the part before the @, in lower case, without accents. */
export function handleFrom(userName: string): string {
  const [local] = userName.toLowerCase().split('@');
  const plain = local
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, '');
  if (plain === '') return 'person';
  return /^[a-z]/.test(plain) ? plain : `p-${plain}`;
}

/** The first is the handle itself, then `lea-2`, `lea-3`. */
export const numbered = (handle: string, attempt: number): string =>
  attempt === 1 ? handle : `${handle}-${attempt}`;
