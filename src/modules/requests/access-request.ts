import { addSeconds } from '../../kernel';
import type { CandidateRole, SeparationConflict } from '../policy';
import type { RequestState } from './domain/request-lifecycle';

/** Of which grant, and its end when this was asked; `durationSeconds` later is the new one. */
export interface Extension {
  readonly grantId: string;
  /** The request that the grant came of. */
  readonly grantRequestId: string;
  readonly from: Date;
}

export type ClosedBecause =
  /** The grant that it would have extended is over. */
  | 'grant-ended'
  /** Its requester has left. */
  | 'person-left'
  /** By the rules as they are now nobody is left to approve it. */
  | 'rules-changed';

/** The ask. Its `digest` covers exactly what an approver is shown; editing makes a new version with a new digest. */
export interface AccessRequest {
  readonly id: string;
  readonly version: number;
  readonly requesterId: string;
  readonly profileId: string;
  readonly justification: string;
  readonly ticket: string | null;
  readonly durationSeconds: number;
  readonly startsAt: Date | null;
  /** What its requester held when this version was asked, and may hold with it by an extra approval. */
  readonly conflicts: readonly SeparationConflict[];
  readonly digest: string;
  readonly state: RequestState;
  readonly decidedAt: Date | null;
  readonly lapsesAt: Date;
  /** Set where it asks for more time of a grant in use. */
  readonly extension: Extension | null;
  /** Why it was cancelled; null where its requester took it back. */
  readonly closedBecause: ClosedBecause | null;
  readonly createdAt: Date;
}

export interface Ask {
  readonly requestId: string;
  readonly requestVersion: number;
  readonly approverId: string;
  readonly because: string;
  readonly role: CandidateRole;
  readonly stage: number;
  /** Who is away, where a stand-in is asked. */
  readonly standsInFor: string | null;
  readonly askedAt: Date;
  readonly linkExpiresAt: Date;
  readonly linkUsedAt: Date | null;
}

/** When a stage of a version was put to its approvers, and when to further people. */
export interface StageRow {
  readonly requestId: string;
  readonly requestVersion: number;
  readonly stage: number;
  /** Digest of whom it was put to; null where it was opened before that was kept. */
  readonly whom: string | null;
  readonly openedAt: Date;
  /** null where it never does, or was answered before. */
  readonly escalatesAt: Date | null;
  readonly escalatedAt: Date | null;
}

export interface DecisionRow {
  readonly id: string;
  readonly requestId: string;
  readonly requestVersion: number;
  readonly approverId: string;
  readonly decision: 'approve' | 'deny';
  readonly reason: string | null;
  readonly digest: string;
  readonly factor: string;
  readonly factorVerifiedAt: Date;
  readonly decidedAt: Date;
}

/** The end that an extension asks for. */
export const extendsUntil = ({ from }: Extension, durationSeconds: number): Date =>
  addSeconds(from, durationSeconds);
