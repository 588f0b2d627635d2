import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Client } from 'pg';

import { onEachPostgres } from '../../../../test/peers/each-postgres';
import { aLease, CUSTOMERS, logIn } from '../../../../test/peers/postgres-target';
import { TargetError, type LeaseTarget } from '../connector';

const WEIRD = 'we"ird; drop';
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Resolves when the server has closed the session under its client. */
const cut = (session: Client): Promise<void> => new Promise((done) => session.once('end', done));

onEachPostgres('the end of a leased role', { max_prepared_transactions: '5' }, (at) => {
  const issue = async (lease: LeaseTarget) => at().connector.issue(at().target.system, lease);
  const end = (lease: LeaseTarget) => at().connector.revoke(at().target.system, lease);
  const read = (lease: LeaseTarget) => at().connector.verify(at().target.system, lease);
  const expectAbsent = async (lease: LeaseTarget): Promise<void> => {
    const { absent, summary, facts } = await read(lease);
    expect({ absent, summary, role: facts.role }).toEqual({
      absent: true,
      summary: 'Role absent and 0 connections',
      role: null,
    });
  };

  it('I5 cuts open connections within a second, busy and idle ones', async () => {
    const took: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const lease = aLease();
      const credential = await issue(lease);
      const sessions = await Promise.all(Array.from({ length: 4 }, () => logIn(credential)));
      const busy = sessions
        .slice(2)
        .map((session) => session.query('SELECT pg_sleep(60)').catch(() => 'cut'));
      const ends = sessions.map(cut);
      const began = performance.now();
      await end(lease);
      await Promise.all(ends);
      took.push(performance.now() - began);

      expect(await Promise.all(busy)).toEqual(['cut', 'cut']);
      await expectAbsent(lease);
    }
    // What the machine does beside this only ever adds.
    expect(Math.min(...took)).toBeLessThan(1_000);
  });

  it('I5 lets nobody slip in who logs in at that very moment', async () => {
    const lease = aLease({ connectionLimit: 100 });
    const credential = await issue(lease);
    const inside: Client[] = [];
    let storming = true;
    const storm = Array.from({ length: 12 }, async () => {
      while (storming)
        await logIn(credential).then(
          (session) => inside.push(session),
          () => undefined,
        );
    });
    await new Promise((done) => setTimeout(done, 150));
    const admin = await at().target.admin();
    const { rows } = await admin.query<{ oid: number }>('SELECT oid FROM pg_roles WHERE rolname = $1', [
      lease.targetName,
    ]);
    await end(lease);
    const reading = await read(lease);
    storming = false;
    await Promise.all(storm);
    await new Promise((done) => setTimeout(done, 100));
    const left = await admin.query('SELECT pid FROM pg_stat_activity WHERE usesysid = $1', [rows[0].oid]);

    expect(inside.length).toBeGreaterThan(0);
    expect(reading.absent).toBe(true);
    expect(left.rows).toEqual([]);
    await Promise.all(inside.map((session) => session.end().catch(() => undefined)));
  });

  it('I5 waits for whoever was let in before log-in was forbidden, and is not to be seen yet', async () => {
    const admin = await at().target.admin('postgres');
    await admin.query('CREATE DATABASE parlour');
    const lease = aLease({ database: 'parlour' });
    const credential = await issue(lease);
    const { rows } = await admin.query<{ oid: number }>('SELECT oid FROM pg_roles WHERE rolname = $1', [
      lease.targetName,
    ]);
    // Whoever logs in now has passed the door, and waits for the database itself.
    await admin.query('BEGIN; ALTER DATABASE parlour RENAME TO salon');
    const arriving = logIn(credential).then(cut, () => undefined);
    const waiting = "SELECT FROM pg_locks WHERE locktype = 'object' AND NOT granted";
    while ((await admin.query(waiting)).rowCount === 0) await new Promise((done) => setTimeout(done, 5));
    const ending = end(lease);
    await new Promise((done) => setTimeout(done, 100));
    await admin.query('ROLLBACK');
    await ending;
    await new Promise((done) => setTimeout(done, 200));
    const left = await admin.query('SELECT pid FROM pg_stat_activity WHERE usesysid = $1', [rows[0].oid]);

    expect(left.rows).toEqual([]);
    await arriving;
  });

  it('waits for nobody who stalls while logging in', async () => {
    const { port } = at().target.server;
    const { connect } = await import('node:net');
    const stalled = connect(port, '127.0.0.1');
    const lease = aLease();
    await issue(lease);
    const startup = Buffer.from(`\0\x03\0\0user\0${lease.targetName}\0database\0${CUSTOMERS}\0\0`, 'latin1');
    const length = Buffer.alloc(4);
    length.writeInt32BE(startup.length + 4);
    stalled.write(Buffer.concat([length, startup]));
    await new Promise((done) => stalled.once('data', done));
    const began = performance.now();
    await end(lease);

    // The server itself would give up on it after a minute.
    expect(performance.now() - began).toBeLessThan(5_000);
    await expectAbsent(lease);
    stalled.destroy();
  });

  it('drops what the role owns, in any database and schema, whatever their names', async () => {
    const admin = await at().target.admin('postgres');
    await admin.query(`CREATE DATABASE ${quoted(WEIRD)}`);
    const elsewhere = await at().target.admin(WEIRD);
    const lease = aLease();
    await issue(lease);
    const role = quoted(lease.targetName);
    await elsewhere.query(`
      CREATE SCHEMA kept;
      CREATE TABLE kept.${quoted(WEIRD)} (id int);
      CREATE SCHEMA ${quoted(WEIRD)} AUTHORIZATION ${role};
      CREATE TABLE ${quoted(WEIRD)}.${quoted(WEIRD)} (${quoted(WEIRD)} int PRIMARY KEY);
      ALTER TABLE ${quoted(WEIRD)}.${quoted(WEIRD)} OWNER TO ${role};
      CREATE FUNCTION kept.${quoted(WEIRD)}() RETURNS int LANGUAGE sql RETURN 1;
      ALTER FUNCTION kept.${quoted(WEIRD)}() OWNER TO ${role}`);
    await (await at().target.admin()).query(`CREATE SCHEMA of_theirs AUTHORIZATION ${role}`);
    await end(lease);

    await expectAbsent(lease);
    const { rows } = await elsewhere.query(
      "SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'",
    );
    expect(rows).toEqual([{ schemaname: 'kept', tablename: WEIRD }]);
  });

  it('cannot take back what an administrator gave the role by hand: it says what, and access is over all the same', async () => {
    const lease = aLease();
    const session = await logIn(await issue(lease));
    const admin = await at().target.admin();
    await admin.query(`GRANT UPDATE (email) ON customers TO ${lease.targetName}`);
    const ended = cut(session);
    await expect(end(lease)).rejects.toMatchObject({
      code: 'rights_missing',
      message: expect.stringContaining('customers') as string,
    });
    await ended;
    expect((await read(lease)).summary).toBe('Role present without log-in and 0 connections');
    await admin.query(`REVOKE ALL ON customers FROM ${lease.targetName}`);
    await end(lease);

    await expectAbsent(lease);
  });

  it('removes the large objects that any role can make', async () => {
    const lease = aLease();
    const session = await logIn(await issue(lease));
    await session.query('SET default_transaction_read_only = off');
    const { rows } = await session.query<{ oid: number }>("SELECT lo_from_bytea(0, '\\xc0ffee') AS oid");
    await end(lease);

    await expectAbsent(lease);
    const admin = await at().target.admin();
    expect(
      (await admin.query('SELECT FROM pg_largeobject_metadata WHERE oid = $1', [rows[0].oid])).rowCount,
    ).toBe(0);
  });

  it('rolls back what the role prepared and left holding its locks', async () => {
    const lease = aLease({ readOnly: false, memberOf: ['customer_writer'] });
    const session = await logIn(await issue(lease));
    await session.query(
      `BEGIN; UPDATE customers SET email = 'held' WHERE id = 7; PREPARE TRANSACTION 'it''s held'`,
    );
    await end(lease);

    await expectAbsent(lease);
    const admin = await at().target.admin();
    expect((await admin.query('SELECT gid FROM pg_prepared_xacts')).rows).toEqual([]);
    expect((await admin.query('SELECT email FROM customers WHERE id = 7')).rows).toEqual([
      { email: 'person7@example.test' },
    ]);
  });

  it('takes the role back from whom it was lent to', async () => {
    const lease = aLease();
    await issue(lease);
    const admin = await at().target.admin();
    await admin.query(
      `CREATE ROLE friend_${lease.targetName} LOGIN; GRANT ${lease.targetName} TO friend_${lease.targetName}`,
    );
    expect((await read(lease)).facts.role).toMatchObject({
      grantedTo: expect.arrayContaining([`friend_${lease.targetName}`]) as string[],
    });
    await end(lease);

    await expectAbsent(lease);
  });

  it('drops a role that others granted more than we did', async () => {
    const lease = aLease();
    await issue(lease);
    await (await at().target.admin()).query(`GRANT pg_monitor TO ${lease.targetName}`);
    await end(lease);

    await expectAbsent(lease);
  });

  it('destroys nothing that somebody built on what the role owns: it fails, and says why, until a person has looked', async () => {
    const lease = aLease();
    const session = await logIn(await issue(lease));
    const admin = await at().target.admin();
    await admin.query(`
      CREATE TABLE scratch (id int);
      ALTER TABLE scratch OWNER TO ${lease.targetName};
      CREATE VIEW built_on AS SELECT * FROM scratch`);
    const ended = cut(session);
    await expect(end(lease)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('built_on') as string,
    });
    await ended;
    const reading = await read(lease);

    expect(reading).toMatchObject({
      absent: false,
      summary: 'Role present without log-in and 0 connections',
    });
    // It gives nothing any more, to nobody: what is left is its mark, and the broker that tidies up after it.
    expect(reading.facts.role).toMatchObject({ canLogIn: false, memberOf: ['sallyport_leases'] });
    await admin.query('DROP VIEW built_on');
    await end(lease);
    await expectAbsent(lease);
  });

  it('proves nothing while a session is open whose role somebody dropped by hand, and ends that session', async () => {
    const lease = aLease();
    const session = await logIn(await issue(lease));
    await (await at().target.admin()).query(`DROP ROLE ${lease.targetName}`);
    expect(await read(lease)).toMatchObject({ absent: false, summary: 'Role absent and 1 connection' });
    const ended = cut(session);
    await end(lease);
    await ended;

    await expectAbsent(lease);
  });

  it('I7 says so, and can be asked again, when a connection does not end', async () => {
    const lease = aLease();
    await issue(lease);
    const admin = await at().target.admin();
    // Nobody but a superuser may end a superuser's session.
    await admin.query(`ALTER ROLE ${lease.targetName} SUPERUSER`);
    await expect(end(lease)).rejects.toBeInstanceOf(TargetError);
    await admin.query(`ALTER ROLE ${lease.targetName} NOSUPERUSER`);
    await end(lease);

    await expectAbsent(lease);
  });

  it('I7 takes up again where it was interrupted, at whatever step', async () => {
    const admin = await at().target.admin();
    const steps = [
      (role: string) => `ALTER ROLE ${role} NOLOGIN`,
      (role: string) => `ALTER ROLE ${role} NOLOGIN VALID UNTIL '-infinity'`,
      (role: string) =>
        `ALTER ROLE ${role} NOLOGIN; REVOKE customer_reader FROM ${role} ${at().modern ? 'GRANTED BY sallyport_broker' : ''}`,
      (role: string) => `DROP ROLE ${role}`,
    ];
    for (const step of steps) {
      const lease = aLease();
      await issue(lease);
      await admin.query(step(lease.targetName));
      await end(lease);
      await expectAbsent(lease);
    }
  });

  it('I7 is the same whoever asks for it, and however many at once', async () => {
    for (let round = 1; round <= 8; round += 1) {
      const lease = aLease();
      await issue(lease);
      await Promise.all(Array.from({ length: 6 }, () => end(lease)));
      await expectAbsent(lease);
    }
  });

  it('works through a target that was killed and came back', async () => {
    const lease = aLease();
    await issue(lease);
    await at().target.server.kill9();
    await expect(end(lease)).rejects.toMatchObject({ code: 'unreachable' });
    await at().target.server.restart();
    await end(lease);

    await expectAbsent(lease);
  });

  it('I6 leaves a role that the reaper takes for expired, should the broker die on the way', async () => {
    const lease = aLease();
    await issue(lease);
    const admin = await at().target.admin();
    await admin.query(`CREATE TABLE theirs (id int); ALTER TABLE theirs OWNER TO ${lease.targetName}`);
    await admin.query('CREATE VIEW on_theirs AS SELECT * FROM theirs');
    await expect(end(lease)).rejects.toBeInstanceOf(TargetError);
    expect((await read(lease)).facts.role).toMatchObject({ validUntil: '-infinity' });
    await admin.query('DROP VIEW on_theirs');
    await end(lease);
  });

  it('proves nothing at a standby, which knows no session of its primary', async () => {
    const lease = aLease();
    const { server } = at().target;
    const signal = join((server as unknown as { directory: string }).directory, 'data', 'standby.signal');
    await writeFile(signal, '', { mode: 0o666 });
    await chmod(signal, 0o666);
    await server.restart();
    await expect(read(lease)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('standby') as string,
    });
    const findings = await at().connector.preflight(at().target.system);
    await rm(signal);
    await server.restart();

    expect(findings).toContainEqual(expect.objectContaining({ id: 'primary', ok: false }));
    await expectAbsent(lease);
  });
});
