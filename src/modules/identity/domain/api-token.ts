import { createHash } from 'node:crypto';
import { DAY, HOUR } from '../../../kernel';
import { toBase62 } from './base62';

/** `api` is made by its person in the browser, `cli` by `sallyport login`. */
export type TokenKind = 'api' | 'cli';

export const TOKEN_DAYS_BY_DEFAULT = 30;
export const TOKEN_DAYS_AT_MOST = 365;
/** A working day, so that nobody who closes the lid in the evening leaves a way in for the week. */
export const CLI_TOKEN_LASTS = 12 * HOUR;
/** Of one person at a time: more than anybody can keep an eye on. */
export const TOKENS_AT_MOST = 50;

/** So that a scanner of repositories and logs knows one when it sees one. */
const PREFIX = 'sly_';
/** 256 bits in base 62. */
const SECRET_DIGITS = 43;
const CHECKSUM_DIGITS = 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_DIGITS + CHECKSUM_DIGITS}}$`);

/** `sly_`, the 32 random bytes in base 62, and six digits by which a scanner tells a real one from a chance hit. */
export function apiTokenText(random: Buffer): string {
  const unchecked = `${PREFIX}${toBase62(random).padStart(SECRET_DIGITS, '0')}`;
  return `${unchecked}${checksum(unchecked)}`;
}

export const looksLikeApiToken = (text: string): boolean => text.startsWith(PREFIX);

/** Whether it could be a token at all. What could not be is refused before anything is asked. */
export const isApiToken = (text: string): boolean =>
  SHAPE.test(text) && checksum(text.slice(0, -CHECKSUM_DIGITS)) === text.slice(-CHECKSUM_DIGITS);

/** The first 32 bits of SHA-256. It stands in the token, so it tells nobody more than the token does. */
function checksum(unchecked: string): string {
  const hash = createHash('sha256').update(unchecked, 'ascii').digest();
  return toBase62(hash.subarray(0, 4)).padStart(CHECKSUM_DIGITS, '0');
}

/** What decides whether a token counts, read in one statement (I15, I16). */
export interface TokenFacts {
  readonly personStatus: 'active' | 'suspended' | 'left';
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

export type TokenState = 'good' | 'expired' | 'ended';

export function tokenState({ personStatus, expiresAt, endedAt }: TokenFacts, now: Date): TokenState {
  if (endedAt !== null || personStatus !== 'active') return 'ended';
  return expiresAt <= now ? 'expired' : 'good';
}

export const expiryAfterDays = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY);
