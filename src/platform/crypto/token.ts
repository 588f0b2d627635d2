import { createHash, randomBytes } from 'node:crypto';
import { Redacted } from '../../kernel';

const TOKEN_BYTES = 32;

/** 256 random bits for a link, a session or a second factor's receipt. Only its hash is ever stored. */
export const newToken = (): Redacted<string> => new Redacted(randomBytes(TOKEN_BYTES).toString('base64url'));

/** Plain SHA-256 suffices: nobody guesses 256 random bits, so there is nothing to stretch. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();
