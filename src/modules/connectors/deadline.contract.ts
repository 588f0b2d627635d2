import { addSeconds, systemClock } from '../../kernel';
import { TargetError, type LeaseTarget } from './connector';
import type { ConnectorHarness } from './harness.contract';

export async function moveDeadline(
  { connector, system }: ConnectorHarness,
  lease: LeaseTarget,
  expiresAt: Date,
): Promise<void> {
  if (!connector.moveDeadline) throw new Error('This connector moves no deadlines.');
  await connector.moveDeadline(system, { ...lease, expiresAt });
}

/** Of targets that keep the end of a credential. */
export function movingDeadlineContract(at: () => ConnectorHarness): void {
  const deadlineOf = async ({ targetName }: LeaseTarget): Promise<number | undefined> =>
    (await at().connector.list(at().system)).find((object) => object.targetName === targetName)?.deadline;

  it('I12 moves the end of what was issued, later and earlier, as often as it is asked, and of nothing else', async () => {
    const { connector, system } = at();
    const [lease, other] = [at().lease(), at().lease()];
    const credential = await connector.issue(system, lease);
    await connector.issue(system, other);
    expect(await deadlineOf(lease)).toBe(lease.expiresAt.getTime());
    for (const hours of [2, 2, 1]) {
      const expiresAt = addSeconds(lease.expiresAt, hours * 3_600);
      await moveDeadline(at(), lease, expiresAt);
      expect(await deadlineOf(lease)).toBe(expiresAt.getTime());
    }
    expect(await deadlineOf(other)).toBe(other.expiresAt.getTime());
    expect(await at().works(credential)).toBe(true);
  });

  it('I12 brings nothing back: not what has ended, what is over, or what never was', async () => {
    const { connector, system } = at();
    const [ended, over] = [at().lease(), { ...at().lease(), expiresAt: systemClock.now() }];
    const credentials = [await connector.issue(system, ended), await connector.issue(system, over)];
    await connector.revoke(system, ended);
    for (const gone of [ended, over, at().lease()]) {
      const later = addSeconds(systemClock.now(), 3_600);
      const refused = { name: 'TargetError', code: 'refused' };
      await expect(moveDeadline(at(), gone, later)).rejects.toMatchObject(refused);
    }
    for (const credential of credentials) expect(await at().works(credential)).toBe(false);
    expect(await connector.verify(system, ended)).toMatchObject({ absent: true });
  });

  it('I12 moved while it is ended, is ended', async () => {
    const { connector, system } = at();
    for (let round = 0; round < 5; round += 1) {
      const lease = at().lease();
      await connector.issue(system, lease);
      const moving = Array.from({ length: 3 }, () =>
        moveDeadline(at(), lease, addSeconds(lease.expiresAt, 60)),
      );
      const [end, ...moved] = await Promise.allSettled([connector.revoke(system, lease), ...moving]);
      expect(end.status).toBe('fulfilled');
      for (const outcome of moved)
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(TargetError);
      expect(await connector.verify(system, lease)).toMatchObject({ absent: true });
    }
  });
}

/** Of credentials that carry their end in themselves. */
export function fixedDeadlineContract(at: () => ConnectorHarness): void {
  it('I12 does not claim to move an end that a credential carries in itself', () => {
    expect('moveDeadline' in at().connector).toBe(false);
  });
}
