import { ScimError } from './scim-error';

/** Weak: the same facts, perhaps written in another order (RFC 7644, section 3.14). */
export const etag = (version: number): string => `W/"${version}"`;

export function assertVersion(version: number, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const named = ifMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!named.includes(`"${version}"`)) {
    throw new ScimError(412, 'This was changed after it was read. Read it again and send the change anew.');
  }
}
