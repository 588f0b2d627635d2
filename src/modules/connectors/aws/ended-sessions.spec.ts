import fc from 'fast-check';

import { evaluate } from '../../../../test/peers/aws/evaluate-policy';
import { parsePolicy } from '../../../../test/peers/aws/policy-document';
import {
  type Denial,
  deniedBy,
  deny,
  documentOf,
  dropExpired,
  type EndedSessions,
  fitInto,
  isEmpty,
  LONGEST_INLINE,
  NOTHING_ENDED,
  readDocument,
  sizeOf,
} from './ended-sessions';

const START = Date.parse('2026-05-01T12:00:00Z');
const at = (minutes: number): Date => new Date(START + minutes * 60_000);
const name = (number: number): string => `sp_${String(number).padStart(26, '0')}`;
const denial = (number: number, endedAt = 0, until = 60): Denial => ({
  name: name(number),
  endedAt: at(endedAt),
  until: at(until),
});
const refuses = (ended: EndedSessions, session: string, issuedAt: Date): boolean =>
  evaluate([parsePolicy(documentOf(ended))!], {
    action: 'sample:Read',
    resource: '*',
    context: { 'aws:userid': `AROAX:${session}`, 'aws:tokenissuetime': issuedAt.toISOString() },
  }) === 'denied';

describe('the policy that ends sessions', () => {
  it('denies whom it names and nobody else', () => {
    const ended = deny(NOTHING_ENDED, [denial(1), denial(2)]);

    expect(refuses(ended, name(1), at(-30))).toBe(true);
    expect(refuses(ended, name(3), at(-30))).toBe(false);
    expect(deniedBy(ended, { name: name(1) })).toBe('name');
    expect(deniedBy(ended, { name: name(3) })).toBeUndefined();
  });

  it('keeps those that AWS ends in the same quarter of an hour in one statement', () => {
    const ended = deny(NOTHING_ENDED, [denial(1, 0, 46), denial(2, 5, 60), denial(3, 3, 61)]);
    const { Statement } = JSON.parse(documentOf(ended)) as { Statement: { Sid: string }[] };

    expect(Statement.map(({ Sid }) => Sid)).toEqual([
      'Until20260501T130000ZEnded20260501T120500Z',
      'Until20260501T131500ZEnded20260501T120300Z',
    ]);
    expect(dropExpired(ended, at(60)).groups).toHaveLength(1);
    expect(isEmpty(dropExpired(ended, at(75)))).toBe(true);
  });

  it('says the same after it was written down and read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(50), fc.nat(60), fc.integer({ min: 61, max: 700 })), { maxLength: 60 }),
        fc.integer({ min: 300, max: 4_000 }),
        (given, room) => {
          const ended = fitInto(
            deny(
              NOTHING_ENDED,
              given.map(([number, endedAt, until]) => denial(number, endedAt, until)),
            ),
            room,
          );
          expect(documentOf(readDocument(documentOf(ended))!)).toBe(documentOf(ended));
        },
      ),
    );
  });

  it('I7 refuses every session that was ended, however little room there is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(500), fc.nat(60), fc.integer({ min: 61, max: 700 })), {
          minLength: 1,
          maxLength: 120,
        }),
        fc.integer({ min: 250, max: 3_000 }),
        (given, room) => {
          const denials = given.map(([number, endedAt, until]) => denial(number, endedAt, until));
          // One after another, as they come, each written before the next.
          const ended = denials.reduce((before, one) => fitInto(deny(before, [one]), room), NOTHING_ENDED);
          expect(sizeOf(ended)).toBeLessThanOrEqual(Math.max(room, 250));
          for (const { name: session, endedAt } of denials) {
            const issuedAt = new Date(endedAt.getTime() - 1_000);
            expect(refuses(ended, session, issuedAt)).toBe(true);
          }
        },
      ),
    );
  });

  it('gives up the names that were ended longest ago first, and hits nobody who came later', () => {
    const old = Array.from({ length: 10 }, (_, index) => denial(index, 1, 60));
    const young = Array.from({ length: 10 }, (_, index) => denial(100 + index, 40, 300));
    const ended = fitInto(deny(NOTHING_ENDED, [...young, ...old]), 800);

    expect(ended.collateral).toEqual({ until: at(60), before: at(1) });
    expect(ended.groups).toHaveLength(1);
    expect(refuses(ended, name(999), at(0))).toBe(true);
    expect(refuses(ended, name(999), at(1))).toBe(false);
    expect(deniedBy(ended, old[0])).toBe('issue-time');
    expect(deniedBy(ended, { name: old[0].name })).toBeUndefined();
    expect(deniedBy(ended, young[0])).toBe('name');
  });

  it('gives up those of the oldest hour alone where all grants end at one moment', () => {
    let ended = NOTHING_ENDED;
    let count = 0;
    for (; !ended.collateral; count += 1)
      ended = fitInto(deny(ended, [denial(count, 2 * count, 18 * 60)]), LONGEST_INLINE);
    const named = ended.groups.flatMap(({ names }) => [...names]);

    expect(ended.collateral.before).toEqual(at(58));
    expect(named).toHaveLength(count - 30);
    expect(named.length).toBeGreaterThan(200);
    expect(refuses(ended, name(9_999), at(59))).toBe(false);
  });

  it('writes nothing twice', () => {
    const once = deny(NOTHING_ENDED, [denial(1)]);
    expect(documentOf(deny(once, [denial(1, 0, 200)]))).toBe(documentOf(once));
    const collapsed = fitInto(once, 0);
    expect(documentOf(deny(collapsed, [denial(1)]))).toBe(documentOf(collapsed));
  });

  it('counts a session that is ended again as ended later: another may have been issued meanwhile', () => {
    const again = deny(deny(NOTHING_ENDED, [denial(1, 0)]), [denial(1, 10)]);
    const collapsed = fitInto(again, 0);

    expect(refuses(collapsed, name(1), at(5))).toBe(true);
    expect(collapsed.collateral?.before).toEqual(at(10));
  });

  it('keeps what others wrote', () => {
    const foreign = { Sid: 'Frozen', Effect: 'Deny', Action: 's3:*', Resource: '*' };
    const read = readDocument(JSON.stringify({ Version: '2012-10-17', Statement: [foreign] }))!;
    const ended = dropExpired(deny(read, [denial(1)]), at(100));

    expect(ended.foreign).toEqual([foreign]);
    expect(isEmpty(ended)).toBe(false);
    expect(documentOf(ended)).toContain('"Frozen"');
  });

  it('takes a statement for ours only where it is what we would have written, to the letter', () => {
    const read = (statement: object): EndedSessions =>
      readDocument(JSON.stringify({ Statement: [statement] }))!;
    const [named, before] = [
      deny(NOTHING_ENDED, [denial(1)]),
      fitInto(deny(NOTHING_ENDED, [denial(1)]), 0),
    ].map(
      (ended) =>
        (JSON.parse(documentOf(ended)) as { Statement: [{ Sid: string; Condition: object }] }).Statement[0],
    );
    for (const ours of [named, before]) {
      expect(isEmpty(read(ours))).toBe(false);
      for (const over of [
        { Effect: 'Allow' },
        { Action: 'billing:*' },
        { Resource: ['*'] },
        { NotAction: 's3:*' },
        { Sid: ours.Sid.replace(/^Until\d{6}/, 'Until202699') },
        { Condition: { ...ours.Condition, Bool: { 'aws:ViaAWSService': 'true' } } },
        { Condition: { StringLike: { 'aws:userid': ['*:*'] } } },
        { Condition: undefined },
      ])
        expect(read({ ...ours, ...over })).toEqual(NOTHING_ENDED);
    }
    const alone = readDocument(JSON.stringify({ Statement: named }))!;
    expect(deniedBy(alone, { name: name(1) })).toBe('name');
  });

  it('loses no name of two statements that end alike', () => {
    const [one, other] = [denial(1, 1), denial(2, 3)].map((each) => deny(NOTHING_ENDED, [each]).groups[0]);
    const ended = deny({ ...NOTHING_ENDED, groups: [one, other] }, [denial(3, 2)]);

    for (const number of [1, 2, 3]) expect(deniedBy(ended, { name: name(number) })).toBe('name');
  });

  it('does not take for nothing what it cannot read', () => {
    for (const text of ['', '{', '[]', '{"Statement":1}']) expect(readDocument(text)).toBeUndefined();
  });
});
