import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { openCheckpoint, signCheckpoint } from './checkpoint';
import { CompactRange } from './compact-range';
import { describeFinding, type Finding } from './finding';
import { hashLeaf, type Hash } from './merkle';
import { parseKeyring } from './keyring';
import { noteSigner, verifierKeyOf, type NoteSigner } from './signed-note';
import { Verification } from './verification';

const signer = noteSigner('sallyport/test', generateKeyPairSync('ed25519').privateKey);
const keyring = parseKeyring(verifierKeyOf(signer));
const MINUTE = 60_000;
const signedAt = (size: number): Date => new Date(Date.UTC(2026, 0, 5) + size * MINUTE);

/** A log as its owner kept it: sealed in batches of three events, a checkpoint after every second batch. */
interface Log {
  leaves: { index: number; hash: Hash }[];
  sealed: { first: number; hashes: Hash[] }[];
  checkpoints: { size: number; note: string }[];
}

const leafOf = (index: number, text = 'event'): Hash => hashLeaf(Buffer.from(`${text} ${index}`));
const rootOf = (hashes: Hash[]): Hash => {
  const range = new CompactRange();
  hashes.forEach((hash) => range.append(hash));
  return range.root();
};
const noteFor = (hashes: Hash[], by: NoteSigner = signer): string =>
  signCheckpoint({ size: hashes.length, root: rootOf(hashes), signedAt: signedAt(hashes.length) }, by);

function logOf(count: number, options: { text?: string; by?: NoteSigner } = {}): Log {
  const hashes = Array.from({ length: count }, (_, index) => leafOf(index, options.text));
  const log: Log = { leaves: hashes.map((hash, index) => ({ index, hash })), sealed: [], checkpoints: [] };
  for (let first = 0; first < count; first += 3)
    log.sealed.push({ first, hashes: hashes.slice(first, first + 3) });
  for (let size = 6; size < count + 6; size += 6) {
    const covered = hashes.slice(0, Math.min(size, count));
    log.checkpoints.push({ size: covered.length, note: noteFor(covered, options.by) });
  }
  return log;
}

const seenAt = (log: Log, size: number) =>
  openCheckpoint(log.checkpoints.find((known) => known.size === size)!.note, keyring);

type Line =
  { event: Hash } | { position: number } | { sealed: Log['sealed'][number] } | { checkpoint: string };

/** The log as an export writes it: each checkpoint at its size, the sealer's notes before their events. */
function exportOf(log: Log, first = 0): Line[] {
  const checkpoints = log.checkpoints.filter(({ size }) => size > first);
  const batches = log.sealed.filter((batch) => batch.first >= first);
  const lines: Line[] = [];
  let expected = first;
  for (const { index, hash } of log.leaves.filter((leaf) => leaf.index >= first)) {
    while (checkpoints[0] && checkpoints[0].size <= index)
      lines.push({ checkpoint: checkpoints.shift()!.note });
    while (batches[0] && batches[0].first <= index) lines.push({ sealed: batches.shift()! });
    if (index !== expected) lines.push({ position: index });
    lines.push({ event: hash });
    expected = index + 1;
  }
  return [...lines, ...checkpoints.map(({ note }) => ({ checkpoint: note }))];
}

interface Auditor {
  seen?: ReturnType<typeof seenAt>[];
  first?: number;
  notBefore?: Date;
}

function read(lines: Line[], { seen, first = 0, notBefore }: Auditor = {}) {
  const verification = new Verification(keyring, seen);
  const edge = new CompactRange();
  for (let index = 0; index < first; index += 1) edge.append(leafOf(index));
  verification.begin(first, edge.edge());
  verification.pruneAnnounced(first);
  for (const line of lines) {
    if ('event' in line) verification.events(line.event);
    else if ('position' in line) verification.position(line.position);
    else if ('sealed' in line) verification.sealed(line.sealed.first, Buffer.concat(line.sealed.hashes));
    else verification.checkpoint(line.checkpoint);
  }
  return verification.finish(notBefore);
}

const verify = (log: Log, auditor: Auditor = {}) => read(exportOf(log, auditor.first), auditor);
const firstFinding = (log: Log, options?: Parameters<typeof verify>[1]): Finding | undefined =>
  verify(log, options).findings[0];
const changed = (log: Log, index: number, text: string): Log => {
  log.leaves[index] = { index, hash: leafOf(index, text) };
  return log;
};

const count = fc.integer({ min: 2, max: 40 });
const countAndIndex = count.chain((n) => fc.tuple(fc.constant(n), fc.nat({ max: n - 1 })));

describe('verification of a log', () => {
  it('accepts an honest log whole, and from any batch on', () => {
    for (let size = 0; size <= 30; size += 1) {
      const report = verify(logOf(size));
      expect(report).toMatchObject({ ok: true, first: 0, verified: size, findings: [] });
      expect(report.newest?.size).toBe(size === 0 ? undefined : size);
    }
    for (const first of [3, 6, 9, 27]) {
      expect(verify(logOf(30), { first })).toMatchObject({ ok: true, first, verified: 30 });
    }
  });

  it('names the one event whose bytes were changed', () => {
    fc.assert(
      fc.property(countAndIndex, ([n, index]) => {
        expect(firstFinding(changed(logOf(n), index, 'forged'))).toEqual({ kind: 'changed', index });
      }),
    );
  });

  it('names the first of two events that changed places', () => {
    fc.assert(
      fc.property(countAndIndex, fc.nat(), ([n, left], pick) => {
        const right = (left + 1 + (pick % (n - 1))) % n;
        const log = logOf(n);
        log.leaves[left] = { index: left, hash: leafOf(right) };
        log.leaves[right] = { index: right, hash: leafOf(left) };
        expect(firstFinding(log)).toEqual({ kind: 'changed', index: Math.min(left, right) });
      }),
    );
  });

  it('names the gap that deleted events leave, and the last ones when the tail was dropped', () => {
    fc.assert(
      fc.property(countAndIndex, fc.integer({ min: 1, max: 5 }), ([n, index], length) => {
        const log = logOf(n);
        const removed = log.leaves.splice(index, length).length;
        const finding = firstFinding(log);
        expect(finding).toMatchObject({ kind: 'missing', from: index });
        // Where a checkpoint stands inside the gap, the finding ends there: it is proved by then.
        expect((finding as { to: number }).to).toBeLessThan(index + removed);
      }),
    );
  });

  it('names the same gap in a file from which lines were cut, where nothing tells the indices', () => {
    fc.assert(
      fc.property(countAndIndex, ([n, index]) => {
        const lines = exportOf(logOf(n));
        const events = lines.filter((line) => 'event' in line);
        lines.splice(lines.indexOf(events[index]), 1);
        expect(read(lines).findings[0]).toEqual({ kind: 'missing', from: index, to: index });
      }),
    );
  });

  it('names an event that was put in, also one that is there twice', () => {
    fc.assert(
      fc.property(countAndIndex, fc.boolean(), ([n, index], twice) => {
        const lines = exportOf(logOf(n));
        const events = lines.filter((line) => 'event' in line);
        const at = lines.indexOf(events[index]);
        lines.splice(twice ? at + 1 : at, 0, twice ? lines[at] : { event: leafOf(index, 'forged') });
        expect(read(lines).findings[0]).toEqual({ kind: 'inserted', index: twice ? index + 1 : index });
      }),
    );
  });

  it("says between which checkpoints the fault lies when the sealer's notes were forged with the event", () => {
    const log = changed(logOf(20), 8, 'forged');
    log.sealed[2].hashes[2] = leafOf(8, 'forged');
    expect(firstFinding(log)).toEqual({ kind: 'changed-between', from: 6, to: 11 });
  });

  it("points at the sealer's notes for nothing when they alone were changed", () => {
    const log = logOf(20);
    log.sealed[2].hashes[2] = leafOf(8, 'forged');
    expect(verify(log).ok).toBe(true);
  });

  it('names the first change though a later event is missing as well', () => {
    const log = changed(logOf(20), 7, 'forged');
    log.leaves.splice(9, 1);
    expect(firstFinding(log)).toEqual({ kind: 'changed', index: 7 });
  });

  it('refuses a log that was signed anew with another key', () => {
    const thief = noteSigner(signer.name, generateKeyPairSync('ed25519').privateKey);
    expect(firstFinding(logOf(20, { text: 'forged', by: thief }))).toEqual({
      kind: 'foreign-signature',
      afterSize: 0,
    });
  });

  it('goes on with the key that replaced another, and refuses the old one from then on', () => {
    const newer = noteSigner(signer.name, generateKeyPairSync('ed25519').privateKey);
    const both = parseKeyring(`${verifierKeyOf(newer)}\n${verifierKeyOf(signer)}`);
    const signedBy = (...signers: NoteSigner[]) => {
      const verification = new Verification(both);
      const hashes = logOf(20).leaves.map(({ hash }) => hash);
      signers.forEach((by, round) => {
        verification.events(Buffer.concat(hashes.slice(round * 6, round * 6 + 6)));
        verification.checkpoint(noteFor(hashes.slice(0, round * 6 + 6), by));
      });
      return verification.finish();
    };
    expect(signedBy(signer, newer, newer)).toMatchObject({ ok: true, verified: 18 });
    expect(signedBy(signer, newer, signer)).toMatchObject({
      ok: false,
      verified: 12,
      findings: [{ kind: 'foreign-signature', afterSize: 12 }],
    });
  });

  it('refuses a checkpoint whose text was changed', () => {
    const log = logOf(20);
    log.checkpoints[1].note = log.checkpoints[1].note.replace(/\n12\n/, '\n13\n');
    expect(firstFinding(log)).toEqual({ kind: 'bad-signature', afterSize: 6 });
  });

  it('refuses a line that is no checkpoint', () => {
    const log = logOf(20);
    log.checkpoints[1].note = 'nothing';
    expect(firstFinding(log)).toMatchObject({ kind: 'unreadable', afterSize: 12 });
  });

  it('sees a fork when one size was signed with two roots', () => {
    const log = logOf(20);
    log.checkpoints.splice(2, 0, logOf(12, { text: 'forged' }).checkpoints[1]);
    expect(firstFinding(log)).toEqual({ kind: 'fork', size: 12 });
  });

  it('sees a fork from what the auditor holds, though the log is whole in itself', () => {
    const finding = firstFinding(logOf(20, { text: 'forged' }), { seen: [seenAt(logOf(20), 12)] });
    expect(finding).toEqual({ kind: 'fork', size: 12 });
  });

  it('blames the event, not a fork, when a change explains both', () => {
    const finding = firstFinding(changed(logOf(20), 10, 'forged'), { seen: [seenAt(logOf(20), 12)] });
    expect(finding).toEqual({ kind: 'changed', index: 10 });
  });

  it('sees a rollback, and a tail that was dropped with its checkpoints, from what the auditor holds', () => {
    expect(verify(logOf(12)).ok).toBe(true);
    expect(firstFinding(logOf(12), { seen: [seenAt(logOf(20), 18)] })).toEqual({
      kind: 'rollback',
      seen: 18,
      size: 12,
    });
    expect(verify(logOf(20), { seen: [seenAt(logOf(20), 6), seenAt(logOf(20), 20)] }).ok).toBe(true);
  });

  it('finds events that no checkpoint covers', () => {
    const log = logOf(20);
    log.checkpoints.splice(2);
    expect(verify(log)).toMatchObject({
      ok: false,
      verified: 12,
      findings: [{ kind: 'unsigned', from: 12, to: 19 }],
    });
    log.checkpoints = [];
    expect(firstFinding(log)).toEqual({ kind: 'unsigned', from: 0, to: 19 });
  });

  it('finds a stale checkpoint when the auditor says how old it may be', () => {
    expect(verify(logOf(20), { notBefore: signedAt(20) }).ok).toBe(true);
    const late = new Date(signedAt(20).getTime() + 1);
    expect(firstFinding(logOf(20), { notBefore: late })).toEqual({
      kind: 'stale',
      signedAt: signedAt(20).toISOString(),
    });
  });

  it('reports bytes that are not canonical, though they are the ones that were sealed, and looks on', () => {
    const verification = new Verification(keyring);
    const { leaves, checkpoints } = logOf(12);
    const hashes = Buffer.concat(leaves.map(({ hash }) => hash));
    verification.events(hashes.subarray(0, 6 * 32), 4);
    verification.checkpoint(checkpoints[0].note);
    verification.events(hashes.subarray(6 * 32));
    verification.checkpoint(checkpoints[1].note);
    expect(verification.finish()).toMatchObject({
      ok: false,
      verified: 12,
      findings: [{ kind: 'not-canonical', index: 4 }],
    });
  });

  it('refuses a log that begins late when none of its events announced that', () => {
    const { leaves, checkpoints } = logOf(12);
    const edge = new CompactRange();
    leaves.slice(0, 6).forEach(({ hash }) => {
      edge.append(hash);
    });
    for (const announced of [5, 6]) {
      const verification = new Verification(keyring);
      verification.begin(6, edge.edge());
      verification.events(Buffer.concat(leaves.slice(6).map(({ hash }) => hash)));
      verification.pruneAnnounced(announced);
      verification.checkpoint(checkpoints[1].note);
      const headless = announced === 6 ? [] : [{ kind: 'headless', size: 6 }];
      expect(verification.finish()).toMatchObject({ first: 6, verified: 12, findings: headless });
    }
  });

  it('refuses an edge that does not belong to the events before', () => {
    const verification = new Verification(keyring);
    const { leaves, checkpoints } = logOf(12);
    verification.begin(6, [leafOf(1), leafOf(2)]);
    verification.events(Buffer.concat(leaves.slice(6).map(({ hash }) => hash)));
    verification.checkpoint(checkpoints[1].note);
    expect(verification.finish().findings[0]).toEqual({ kind: 'changed-between', from: 6, to: 11 });
  });

  it('puts each finding into a sentence', () => {
    const findings: Finding[] = [
      { kind: 'changed', index: 3 },
      { kind: 'missing', from: 3, to: 3 },
      { kind: 'missing', from: 3, to: 5 },
      { kind: 'rollback', seen: 9, size: 4 },
    ];
    expect(findings.map(describeFinding)).toEqual([
      'Event 3 is not the one that was sealed: its bytes were changed.',
      'There is a gap: event 3 is missing.',
      'There is a gap: events 3 to 5 are missing.',
      'The log was rolled back: you have seen 9 signed events, and this log ends at 4.',
    ]);
  });
});
