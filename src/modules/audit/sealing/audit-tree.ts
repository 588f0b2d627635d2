import { notFound } from '../../../kernel';
import type { Reader } from '../../../platform/database/unit-of-work';
import { hashLeaf, type Hash } from '../domain/merkle';
import { TreeStore } from './tree-store';

/** `pending`: nothing was checked yet. */
export interface VerifiedState {
  readonly state: 'verified' | 'broken' | 'pending';
  /** Verified: events before this index are proved. Broken: the first index that is not. */
  readonly size: number;
  readonly at: Date | null;
  /** One sentence when broken. */
  readonly detail: string;
}

export interface SigningState {
  readonly state: 'signing' | 'refused' | 'pending';
  readonly at: Date | null;
  readonly detail: string;
}

export interface TreeStatus {
  /** Events with an index. */
  readonly size: number;
  /** Events that the newest checkpoint covers, and its root. */
  readonly signedSize: number;
  readonly root: Hash | null;
  readonly lastCheckpointAt: Date | null;
  /** Events without an index yet; counted up to {@link MOST_COUNTED}. */
  readonly unsealed: number;
  readonly signing: SigningState;
  readonly verified: VerifiedState;
}

export interface PublishedCheckpoint {
  readonly size: number;
  readonly root: Hash;
  readonly signedAt: Date;
  readonly note: string;
  /** Of the signer. An auditor compares it with the one received in person. */
  readonly verifierKey: string;
}

/** What anybody needs to check, with nothing but the verifier key, that one event is in the trail. */
export interface InclusionEvidence {
  readonly index: number;
  readonly leaf: Hash;
  readonly proof: readonly Hash[];
  readonly checkpoint: PublishedCheckpoint;
}

export const MOST_COUNTED = 10_000;

interface WatchRow {
  readonly aspect: 'signing' | 'verification';
  readonly state: string;
  readonly size: string;
  readonly detail: string;
  readonly at: Date;
}

/** What the sealer made of the trail: its checkpoints, its proofs, and how it is. */
export class AuditTree {
  async status(from: Reader): Promise<TreeStatus> {
    const newest = await newestCheckpoint(from);
    const watch = await from.query<WatchRow>('SELECT aspect, state, size, detail, at FROM audit_watch');
    return {
      size: await new TreeStore(from).size(),
      signedSize: newest?.size ?? 0,
      root: newest?.root ?? null,
      lastCheckpointAt: newest?.signedAt ?? null,
      unsealed: await countUnsealed(from),
      signing: signingOf(watch.find(({ aspect }) => aspect === 'signing')),
      verified: verifiedOf(watch.find(({ aspect }) => aspect === 'verification')),
    };
  }

  /** How many events the newest checkpoint covers. */
  async signedSize(from: Reader): Promise<number> {
    return (await newestCheckpoint(from))?.size ?? 0;
  }

  /** @throws notFound before the first one */
  async checkpoint(from: Reader): Promise<PublishedCheckpoint> {
    const newest = await newestCheckpoint(from);
    if (!newest) throw notFound('audit.no_checkpoint', 'No checkpoint has been signed yet.');
    return newest;
  }

  /** Undefined while no checkpoint covers the event. */
  async evidence(from: Reader, index: number, body: Buffer): Promise<InclusionEvidence | undefined> {
    const checkpoint = await newestCheckpoint(from);
    if (!checkpoint || checkpoint.size <= index) return undefined;
    const proof = await new TreeStore(from).inclusionProof(index, checkpoint.size);
    return { index, leaf: hashLeaf(body), proof, checkpoint };
  }
}

export async function newestCheckpoint(from: Reader): Promise<PublishedCheckpoint | undefined> {
  const row = await from.first<{
    size: string;
    root: Hash;
    signed_at: Date;
    note: string;
    verifier_key: string;
  }>(
    'SELECT size, root, signed_at, note, verifier_key FROM audit_checkpoint ORDER BY size DESC, signed_at DESC LIMIT 1',
  );
  if (!row) return undefined;
  const { root, note } = row;
  return { size: Number(row.size), root, signedAt: row.signed_at, note, verifierKey: row.verifier_key };
}

async function countUnsealed(from: Reader): Promise<number> {
  const row = await from.first<{ count: string }>(
    'SELECT count(*) AS count FROM (SELECT FROM audit_event WHERE seq IS NULL LIMIT $1) AS waiting',
    [MOST_COUNTED],
  );
  return Number(row?.count ?? 0);
}

function signingOf(row: WatchRow | undefined): SigningState {
  if (!row) return { state: 'pending', at: null, detail: '' };
  return { state: row.state === 'refused' ? 'refused' : 'signing', at: row.at, detail: row.detail };
}

function verifiedOf(row: WatchRow | undefined): VerifiedState {
  if (!row) return { state: 'pending', size: 0, at: null, detail: '' };
  const state = row.state === 'broken' ? 'broken' : 'verified';
  return { state, size: Number(row.size), at: row.at, detail: row.detail };
}
