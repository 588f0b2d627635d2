import { standingDenial } from './standing-denial';

const AT = new Date('2026-05-01T12:00:00.000Z');
const ended = (facts: Record<string, unknown>) => ({
  targetName: 'sp_one',
  entitlement: {},
  expiresAt: AT,
  proof: { readAt: AT, facts },
});

describe('a proof', () => {
  it('I7 has to go on standing where it was a denial, and wherever it is not known what it was', () => {
    const endedAt = '2026-05-01T11:00:00Z';
    expect(standingDenial(ended({ provedBy: 'probe', endedAt }))?.endedAt).toEqual(new Date(endedAt));
    for (const facts of [
      { provedBy: 'role policy' },
      {},
      { provedBy: 'somehow', endedAt: 'once' },
      { endedAt: 7 },
    ])
      expect(standingDenial(ended(facts))).toMatchObject({ name: 'sp_one', endedAt: undefined });
  });

  it('needs nothing where the session is over without: a new role of an old name is another one', () => {
    for (const provedBy of ['session policy', 'role gone'])
      expect(standingDenial(ended({ provedBy }))).toBeUndefined();
  });
});
