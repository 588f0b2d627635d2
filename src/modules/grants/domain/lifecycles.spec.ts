import fc from 'fast-check';
import { DomainError, transition, transitionPairs } from '../../../kernel';
import { GRANT_LIFECYCLE, type GrantEvent, type GrantState } from './grant-lifecycle';
import { LEASE_LIFECYCLE, type LeaseEvent, type LeaseState } from './lease-lifecycle';

const grantEvents: GrantEvent[] = ['start', 'claim', 'end', 'close', 'miss-proof', 'prove'];
const leaseEvents: LeaseEvent[] = ['issued', 'replace', 'end', 'miss-proof', 'prove'];

/** Applies events in order, skipping those that the life cycle refuses. */
function walk<S extends string, E extends string>(
  table: Parameters<typeof transition<S, E>>[0],
  from: S,
  events: E[],
): S[] {
  const states = [from];
  for (const event of events) {
    try {
      states.push(transition(table, 'test', states.at(-1)!, event));
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
    }
  }
  return states;
}

describe('the life of a grant', () => {
  it('I12 once it is ending, no sequence of events makes it usable again', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...grantEvents), { maxLength: 30 }), (events) => {
        const states = walk<GrantState, GrantEvent>(GRANT_LIFECYCLE, 'scheduled', events);
        const end = states.findIndex((state) => state === 'ending' || state === 'ended');
        const after = end === -1 ? [] : states.slice(end);
        expect(after.every((state) => ['ending', 'unconfirmed', 'ended'].includes(state))).toBe(true);
      }),
    );
  });

  it('I7 a grant that was in use ends only by a proof', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...grantEvents), { maxLength: 30 }), (events) => {
        const states = walk<GrantState, GrantEvent>(GRANT_LIFECYCLE, 'active', events);
        if (states.at(-1) === 'ended') expect(['ending', 'unconfirmed']).toContain(states.at(-2));
      }),
    );
  });

  it('says in which state it is when it refuses', () => {
    const refused = () => transition<GrantState, GrantEvent>(GRANT_LIFECYCLE, 'grants', 'ended', 'claim');
    expect(refused).toThrow(expect.objectContaining({ kind: 'conflict', code: 'grants.illegal_transition' }));
  });
});

describe('the life of a lease', () => {
  it('I7 ends only by a proof, after it was asked to end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...leaseEvents), { maxLength: 30 }), (events) => {
        const states = walk<LeaseState, LeaseEvent>(LEASE_LIFECYCLE, 'issuing', events);
        const ended = states.indexOf('ended');
        if (ended !== -1) expect(['ending', 'unconfirmed']).toContain(states[ended - 1]);
      }),
    );
  });

  it('I12 revoke beats renew: an ending lease takes no new password', () => {
    for (const state of ['ending', 'unconfirmed', 'ended'] as const) {
      expect(() => transition<LeaseState, LeaseEvent>(LEASE_LIFECYCLE, 'leases', state, 'replace')).toThrow(
        DomainError,
      );
    }
  });

  it('lists its pairs for the database', () => {
    expect(transitionPairs<LeaseState, LeaseEvent>(LEASE_LIFECYCLE)).toContainEqual(['live', 'issuing']);
  });
});
