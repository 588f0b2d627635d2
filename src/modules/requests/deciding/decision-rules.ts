import { conflict, type DomainError, gone, invalid } from '../../../kernel';
import type { AccessProfile } from '../../catalog';
import { inertText, saysSomething } from '../../policy';
import type { AccessRequest } from '../access-request';
import { requestDigest } from '../request-digest';

export interface Decision {
  readonly decision: 'approve' | 'deny';
  /** What the approver was shown. */
  readonly version: number;
  readonly digest: string;
  readonly reason: string | null;
}

const LONGEST_REASON = 1_000;

/** Throws unless the request still waits, and is what the approver was shown, with the rights that it had then (I2). */
export function assertStillAsShown(
  request: AccessRequest,
  profile: AccessProfile,
  shown: Decision,
  now: Date,
): void {
  if (request.state !== 'pending') {
    throw conflict('requests.already_decided', `This request is ${request.state} already.`, {
      state: request.state,
    });
  }
  if (now >= request.lapsesAt)
    throw gone('requests.lapsed', 'This request has lapsed: nobody decided in time.');
  if (request.version !== shown.version || request.digest !== shown.digest) {
    throw conflict(
      'requests.version_changed',
      'What is asked was changed after this page was opened. Reload it and read it again.',
    );
  }
  if (shown.decision === 'approve' && requestDigest(request, profile) !== request.digest) {
    throw conflict(
      'requests.profile_changed',
      `“${profile.name}” itself was changed after this was asked, so nobody may approve it as it is. Its requester has to open the request, look at it again and send it anew.`,
    );
  }
}

/** What somebody came to hold while their request waited needs an extra approver, whom only a new version asks. */
export const conflictSince = (requester: string, profile: string): string =>
  `While this waited, ${requester} was given something that nobody may hold together with “${profile}” without an extra approval. ${requester} has to open the request, look at it again and send it anew, so that the extra approver is asked too.`;

/** In the approver's words, made inert. A denial needs one: its requester reads it. */
export function reasonOf({ decision, reason }: Decision): string | null {
  if (reason !== null) return readableReason(reason);
  if (decision === 'deny') throw reasonMissing();
  return null;
}

function readableReason(text: string): string {
  const reason = inertText(text);
  if (!saysSomething(reason)) throw reasonMissing();
  if (reason.length > LONGEST_REASON) {
    throw invalid('requests.reason_too_long', `Say it in at most ${LONGEST_REASON} characters.`);
  }
  return reason;
}

const reasonMissing = (): DomainError =>
  invalid('requests.reason_missing', 'Say why you deny it. The requester reads it.', {
    errors: [{ path: 'reason', message: 'Say why you deny it.' }],
  });
