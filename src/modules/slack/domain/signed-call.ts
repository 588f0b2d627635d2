import { createHash } from 'node:crypto';
import { SECOND } from '../../../kernel';

/** What Slack signs with: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export interface Signature {
  readonly timestamp: number;
  readonly signature: string;
}

/** How far from our clock the signed moment may be, either way: one from the future would outlive the memory of its use. */
const APART_AT_MOST = 300;
/** After this nothing signed at that moment is taken any more, by the slowest clock of an installation. */
const REMEMBERED_FOR = 2 * APART_AT_MOST;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Undefined unless both headers have the one form that Slack gives them, and the moment is near `now`. */
export function signatureIn(headers: Headers, now: Date): Signature | undefined {
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || !/^[1-9]\d{9,10}$/.test(timestamp)) return undefined;
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) return undefined;
  const apart = Math.abs(Math.floor(now.getTime() / SECOND) - Number(timestamp));
  return apart > APART_AT_MOST ? undefined : { timestamp: Number(timestamp), signature };
}

/** Of what was signed, not of how the signature was written down: one call has one of these. */
export const signedHash = ({ timestamp }: Signature, workspaceId: string, body: string): Buffer =>
  createHash('sha256').update(`${workspaceId} ${timestamp} ${body}`).digest();

export const rememberUntil = ({ timestamp }: Signature): Date =>
  new Date((timestamp + REMEMBERED_FOR) * SECOND);
