import { haltRefusal, liftRefusal, mustHalt, subjectOf } from './bulk-scope';

const LEA = '01890000-0000-7000-8000-000000000001';
const SECOND = '01890000-0000-7000-8000-000000000002';

describe('the scope of an ending', () => {
  it('is bound to its own thing, and everything to the nil UUID', () => {
    expect(subjectOf({ kind: 'person', id: LEA })).toBe(LEA);
    expect(subjectOf({ kind: 'all', id: null })).toBe('00000000-0000-0000-0000-000000000000');
  });

  it('halts with everything, and else only when asked to', () => {
    expect(mustHalt({ kind: 'all', id: null })).toBe(true);
    expect(mustHalt({ kind: 'system', id: LEA })).toBe(false);
  });

  it.each([
    ['all', 'All access is halted:'],
    ['person', 'The access of Customer database is halted:'],
    ['profile', 'Access by “Customer database” is halted:'],
    ['system', 'Access to Customer database is halted:'],
  ] as const)('says in a sentence what %s means', (kind, beginning) => {
    expect(haltRefusal({ kind, name: 'Customer database' }).sentence).toContain(beginning);
  });

  it('is never lifted by whom it is on, by whichever account; anything else is', () => {
    expect(liftRefusal({ kind: 'person', id: LEA }, [SECOND, LEA])?.code).toBe('grants.own_halt');
    expect(liftRefusal({ kind: 'person', id: LEA }, [SECOND])).toBeUndefined();
    expect(liftRefusal({ kind: 'all', id: null }, [LEA])).toBeUndefined();
  });
});
