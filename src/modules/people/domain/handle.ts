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

/** Pages and endpoints beside `/people/<handle>`. */
const TAKEN_BY_PAGES = new Set(['export', 'factors', 'import', 'provisioning', 'list']);

/** The first that nobody has, of `lea`, `lea-2`, `lea-3`. */
export function freeHandle(userName: string, taken: { has(handle: string): boolean }): string {
  const wanted = handleFrom(userName);
  let handle = wanted;
  for (let attempt = 2; taken.has(handle) || TAKEN_BY_PAGES.has(handle); attempt += 1)
    handle = `${wanted}-${attempt}`;
  return handle;
}
