import { invalid } from '../../kernel';

const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const SCHEME = 'secret:';

export function assertSecretName(name: string): void {
  if (NAME.test(name)) return;
  throw invalid(
    'keys.bad_secret_name',
    'A secret’s name is made of at most 63 lower-case letters, digits, dots, hyphens and underscores, such as `customer-db`.',
  );
}

/** The name in a reference of the policy file, `secret:NAME`; undefined for a reference of another kind. */
export const nameInReference = (reference: string): string | undefined =>
  reference.startsWith(SCHEME) ? reference.slice(SCHEME.length) : undefined;

export const isStored = (reference: string): boolean => nameInReference(reference) !== undefined;

export const referenceTo = (name: string): string => `${SCHEME}${name}`;
