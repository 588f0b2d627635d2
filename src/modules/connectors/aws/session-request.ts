import type { LeaseFacts } from '../connector';
import { LONGEST_CHAINED, SHORTEST_SESSION, type EntitlementSettings } from './settings';

const LONGEST_TAG = 256;
const LONGEST_IDENTITY = 64;

/** What STS takes as the value of a session tag; everything else becomes an underscore. */
export const tagValue = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_')
    .slice(0, LONGEST_TAG)
    // A letter outside the first plane that was cut in two is half a letter, which STS refuses.
    .replace(/[\uD800-\uDBFF]$/, '');

/** The person as CloudTrail shows them for everything a session does, further roles included. At least two characters. */
export const sourceIdentity = (handle: string): string =>
  handle
    .normalize('NFKD')
    .replaceAll(/[^\w+=,.@-]/g, '_')
    .slice(0, LONGEST_IDENTITY)
    .padEnd(2, '_');

/** Our own prefix: a tag of a session takes the place of the role's tag of that name, on which policies may rest. */
export const sessionTags = ({ person, profile, requestId, purpose, ticket }: LeaseFacts) =>
  Object.entries({ person: person.handle, profile, request: requestId, purpose, ticket }).flatMap(
    ([key, value]) =>
      value === undefined || value === '' ? [] : [{ Key: `sallyport:${key}`, Value: tagValue(value) }],
  );

/** Seconds to ask for: as long as the grant lasts, within what STS, the role and chaining allow. */
export function sessionSeconds(
  { maxSession, chained }: Pick<EntitlementSettings, 'maxSession' | 'chained'>,
  end: Date,
  now: Date,
): number {
  const longest = chained ? Math.min(maxSession, LONGEST_CHAINED) : maxSession;
  const wanted = Math.ceil((end.getTime() - now.getTime()) / 1_000);
  return Math.max(SHORTEST_SESSION, Math.min(wanted, longest));
}

/** IPv4 as IPv4, also where the broker's socket speaks IPv6. */
export const plainAddress = (address: string | undefined): string | undefined =>
  address?.replace(/^::ffff:(?=\d+\.)/i, '');
