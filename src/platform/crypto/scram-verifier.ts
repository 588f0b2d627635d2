import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const SALT_BYTES = 16;
const KEY_BYTES = 32;

/**
 * What PostgreSQL stores instead of a password: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`
 * (RFC 5802 section 3, RFC 7677). Made here, so that the password itself never stands in a statement, where logs,
 * `pg_stat_activity` and `pg_stat_statements` would keep it.
 *
 * `password` must be ASCII: SASLprep (RFC 4013) is the identity there, and only there is it left out rightly.
 */
export async function scramVerifier(
  password: string,
  iterations: number,
  salt: Buffer = randomBytes(SALT_BYTES),
): Promise<string> {
  if (!/^[\x21-\x7e]+$/.test(password))
    throw new RangeError('A SCRAM password must be printable ASCII here.');
  const salted = await derive(password, salt, iterations, KEY_BYTES, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const serverKey = hmac(salted, 'Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
