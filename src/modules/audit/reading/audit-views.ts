import type { z } from 'zod';
import type { Reader } from '../../../platform/database/unit-of-work';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import type { AuditTree, InclusionEvidence, TreeStatus } from '../sealing/audit-tree';
import type { FoundEvent } from './audit-trail';
import type { eventDetail, eventView, statusView } from '../audit.dto';
import { EMPTY_ROOT, type Hash } from '../domain/merkle';
import type { EventView } from './event-view';
import type { EventWords, NamedEvent } from './event-words';

type Item = z.input<typeof eventView>;

const hex = (hash: Hash): string => hash.toString('hex');

/** The trail as the API shows it. */
export class AuditViews {
  constructor(
    private readonly words: EventWords,
    private readonly tree: AuditTree,
  ) {}

  async list(from: Reader, events: readonly EventView[]): Promise<Item[]> {
    const signed = await this.tree.signedSize(from);
    const named = await this.words.name(events);
    return named.map((event) => itemOf(event, signed));
  }

  async detail(from: Reader, { event, body }: FoundEvent): Promise<z.input<typeof eventDetail>> {
    const evidence = event.index === null ? undefined : await this.tree.evidence(from, event.index, body);
    const named = (await this.words.name([event])).at(0);
    if (!named) throw new Error('An event that was asked for must be named.');
    return {
      ...itemOf(named, evidence?.checkpoint.size ?? 0),
      requestId: event.requestId,
      address: event.actor.kind === 'system' ? null : event.actor.address,
      related: [...event.related],
      data: event.data,
      personal: event.personal,
      body: body.toString(),
      proof: evidence ? proofOf(evidence) : null,
    };
  }
}

function itemOf({ event, ...named }: NamedEvent, signed: number): Item {
  const { actor, subject } = event;
  return {
    id: event.id,
    seq: event.index,
    signed: event.index !== null && event.index < signed,
    at: iso(event.at),
    type: event.type,
    severity: event.severity,
    actor: { kind: actor.kind, id: actor.kind === 'person' ? actor.id : null, name: named.actorName },
    subject: { ...subject, name: named.subjectName },
    sentence: named.sentence,
  };
}

const proofOf = ({ index, leaf, proof, checkpoint }: InclusionEvidence) => ({
  leafIndex: index,
  treeSize: checkpoint.size,
  leafHash: hex(leaf),
  rootHash: hex(checkpoint.root),
  hashes: proof.map(hex),
  checkpoint: checkpoint.note,
});

export function viewStatus(status: TreeStatus): z.input<typeof statusView> {
  const { verified, signing } = status;
  const refused = signing.state === 'refused';
  const broken = refused || verified.state === 'broken';
  const complete = status.unsealed === 0 && verified.size >= status.size && verified.state === 'verified';
  return {
    size: status.size,
    signedSize: status.signedSize,
    root: hex(status.root ?? EMPTY_ROOT),
    lastCheckpointAt: isoOrNull(status.lastCheckpointAt),
    unsealed: status.unsealed,
    state: broken ? 'broken' : complete ? 'verified' : 'pending',
    verifiedSize: verified.size,
    verifiedAt: isoOrNull(verified.at),
    brokenAt: verified.state === 'broken' ? verified.size : null,
    detail: refused ? signing.detail : verified.detail,
  };
}
