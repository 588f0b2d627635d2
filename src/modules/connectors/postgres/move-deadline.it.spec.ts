import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { onEachPostgres } from '../../../../test/peers/each-postgres';
import { aLease, canRead, logIn } from '../../../../test/peers/postgres-target';
import { Redacted } from '../../../kernel';
import { runReaper } from './reaper';

const inMilliseconds = (count: number): Date => new Date(Date.now() + count);
const cutAt = (session: Client): Promise<number> =>
  new Promise((done) => session.once('end', () => done(Date.now())));

onEachPostgres('moving the end of a leased role', {}, (at) => {
  it('I12 lets it in after the old end and not after the new one, and the guard cuts its connection at the new one', async () => {
    const watching = new AbortController();
    const { target, connector } = at();
    const reaper = runReaper({
      url: new Redacted(target.reaperUrl),
      signal: watching.signal,
      tell: () => undefined,
    });
    const [oldEnd, newEnd] = [inMilliseconds(2_000), inMilliseconds(4_500)];
    const lease = aLease({}, oldEnd);
    const credential = await connector.issue(target.system, lease);
    const session = await logIn(credential);
    const cut = cutAt(session);
    await connector.moveDeadline(target.system, { ...lease, expiresAt: newEnd });

    await delay(oldEnd.getTime() - Date.now() + 700);
    expect((await session.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await canRead(credential)).toBe(true);

    const ended = await cut;
    expect(ended).toBeGreaterThanOrEqual(newEnd.getTime());
    expect(ended - newEnd.getTime()).toBeLessThan(2_000);
    expect(await canRead(credential)).toBe(false);
    watching.abort();
    await reaper;
  }, 30_000);

  it('I12 gives an end that began meanwhile its own deadline back, so that the guard goes on cutting', async () => {
    const { target, connector } = at();
    const lease = aLease();
    await connector.issue(target.system, lease);
    const admin = await target.admin();
    // As an end does that was cut short after its first step.
    await admin.query(`ALTER ROLE ${lease.targetName} NOLOGIN VALID UNTIL '-infinity'`);
    await expect(connector.moveDeadline(target.system, lease)).rejects.toMatchObject({ code: 'refused' });
    const { rows } = await admin.query(
      'SELECT rolvaliduntil::text AS until FROM pg_roles WHERE rolname = $1',
      [lease.targetName],
    );
    expect(rows).toEqual([{ until: '-infinity' }]);
  });
});
