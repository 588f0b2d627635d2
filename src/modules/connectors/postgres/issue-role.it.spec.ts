import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { onEachPostgres } from '../../../../test/peers/each-postgres';
import { PostgresProxy } from '../../../../test/peers/postgres-proxy';
import { aLease, canRead, logIn, systemAt } from '../../../../test/peers/postgres-target';
import { missingPrograms } from '../../../../test/support/programs';
import { describeWhere } from '../../../../test/support/describe-where';
import { Redacted } from '../../../kernel';
import type { IssuedCredential } from '../connector';

const textOf = (credential: IssuedCredential, id: string): string =>
  credential.formats.find((format) => format.id === id)!.text.reveal();

onEachPostgres('a leased role', {}, (at) => {
  const issue = (entitlement: Record<string, unknown> = {}, expiresAt?: Date) =>
    at().connector.issue(at().target.system, aLease(entitlement, expiresAt));

  it('has no attribute beyond logging in, until its deadline, so many times at once', async () => {
    const lease = aLease({ connectionLimit: 2 });
    await at().connector.issue(at().target.system, lease);
    const admin = await at().target.admin();
    const { rows } = await admin.query(
      `SELECT rolcanlogin, rolinherit, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
         rolconnlimit, rolvaliduntil, rolpassword FROM pg_authid WHERE rolname = $1`,
      [lease.targetName],
    );

    expect(rows).toEqual([
      {
        rolcanlogin: true,
        rolinherit: true,
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        rolconnlimit: 2,
        rolvaliduntil: lease.expiresAt,
        rolpassword: expect.stringMatching(/^SCRAM-SHA-256\$4096:/) as string,
      },
    ]);
  });

  it('I5 cannot log in after its deadline', async () => {
    const deadline = Date.now() + 2_000;
    const [over, open] = [
      await issue({}, new Date(deadline)),
      await issue({}, new Date(deadline + 3_600_000)),
    ];
    await new Promise((done) => setTimeout(done, deadline + 200 - Date.now()));

    expect([await canRead(over), await canRead(open)]).toEqual([false, true]);
  });

  it('cannot hold more connections than it was given', async () => {
    const credential = await issue({ connectionLimit: 1 });
    const first = await logIn(credential);

    await expect(logIn(credential)).rejects.toMatchObject({ code: '53300' });
    await first.end();
  });

  it('reads what its roles may read, and writes nothing', async () => {
    const session = await logIn(await issue());
    expect((await session.query('SELECT FROM customers')).rowCount).toBe(100);
    await expect(session.query('CREATE TABLE copies (id int)')).rejects.toMatchObject({ code: '25006' });
    // The setting is a convenience that a session may set back. What remains is what the roles may do.
    await session.query('SET default_transaction_read_only = off');
    for (const statement of [
      'DELETE FROM customers',
      'CREATE TABLE copies (id int)',
      'CREATE TEMPORARY TABLE copies (id int)',
      'CREATE SCHEMA mine',
      'CREATE ROLE friend',
      'SELECT * FROM pg_authid',
    ]) {
      await expect(session.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    await session.end();
  });

  it('may write where the entitlement says so', async () => {
    const session = await logIn(await issue({ memberOf: ['customer_writer'], readOnly: false }));
    await session.query("INSERT INTO customers VALUES (1000, 'new@example.test')");
    await session.query('UPDATE customers SET id = 1 WHERE id = 1');
    const admin = await at().target.admin();
    await admin.query('DELETE FROM customers WHERE id = 1000');
    await session.end();
  });

  it('runs under the time-outs of its entitlement', async () => {
    const session = await logIn(await issue({ statementTimeout: 1, idleInTransactionTimeout: 7 }));
    const shown = await session.query('SHOW idle_in_transaction_session_timeout');
    expect(shown.rows).toEqual([{ idle_in_transaction_session_timeout: '7s' }]);
    await expect(session.query('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: '57014' });
    await session.end();
  });

  it('cannot change into the roles it is a member of, from version 16', async () => {
    const session = await logIn(await issue());
    const change = session.query('SET ROLE customer_reader').then(
      () => 'changed',
      (error: unknown) => (error as { code?: string }).code,
    );
    expect(await change).toBe(at().modern ? '42501' : 'changed');
    await session.end();
  });

  it('takes names from the settings as names, whatever is in them', async () => {
    const odd = `we"ird'; DROP TABLE customers; --`;
    const admin = await at().target.admin();
    await admin.query(`CREATE ROLE "we""ird'; DROP TABLE customers; --"`);
    if (at().modern)
      await admin.query(`GRANT "we""ird'; DROP TABLE customers; --" TO sallyport_broker WITH ADMIN TRUE`);
    const lease = aLease({ memberOf: [odd, 'customer_reader'] });
    expect(await canRead(await at().connector.issue(at().target.system, lease))).toBe(true);
    const reading = await at().connector.verify(at().target.system, lease);

    expect(reading.facts).toMatchObject({ role: { memberOf: expect.arrayContaining([odd]) as string[] } });
  });

  it('is refused, with the name of what is missing, when a role of the entitlement does not exist', async () => {
    const lease = aLease({ memberOf: ['customer_reader', 'nobody_made_this'] });

    await expect(at().connector.issue(at().target.system, lease)).rejects.toMatchObject({
      name: 'TargetError',
      code: 'refused',
      message: expect.stringContaining('nobody_made_this') as string,
    });
    expect(await at().connector.verify(at().target.system, lease)).toMatchObject({ absent: true });
  });

  it('I3 ends the sessions of the credential it replaces', async () => {
    const lease = aLease();
    const first = await logIn(await at().connector.issue(at().target.system, lease));
    await at().connector.issue(at().target.system, lease);

    await expect(first.query('SELECT 1')).rejects.toThrow();
  });

  it('I4 leaves a role alone that has its name and not its mark', async () => {
    const lease = aLease();
    const admin = await at().target.admin();
    await admin.query(`CREATE ROLE ${lease.targetName} LOGIN PASSWORD 'somebody else'`);
    for (const call of [
      () => at().connector.issue(at().target.system, lease),
      () => at().connector.revoke(at().target.system, lease),
    ]) {
      await expect(call()).rejects.toMatchObject({ name: 'TargetError', code: 'refused' });
    }
    const { rows } = await admin.query('SELECT rolcanlogin FROM pg_roles WHERE rolname = $1', [
      lease.targetName,
    ]);

    expect(rows).toEqual([{ rolcanlogin: true }]);
    expect(await at().connector.list(at().target.system)).not.toContainEqual(
      expect.objectContaining({ targetName: lease.targetName }),
    );
  });

  it('I8 lists nobody who bears the mark and not the name', async () => {
    const admin = await at().target.admin();
    await admin.query('CREATE ROLE friend_of_ours; GRANT sallyport_leases TO friend_of_ours');
    const names = (await at().connector.list(at().target.system)).map(({ targetName }) => targetName);

    expect(names).not.toContain('friend_of_ours');
    expect(names).not.toContain('sallyport_broker');
  });

  it('is made with the credential that holds now, when that was changed', async () => {
    const { target, connector } = at();
    const wrong = {
      ...target.system,
      credential: new Redacted(target.brokerUrl().replace('canary', 'stale')),
    };
    await expect(connector.issue(wrong, aLease())).rejects.toMatchObject({ code: 'refused' });

    expect(await canRead(await connector.issue(target.system, aLease()))).toBe(true);
    await expect(connector.issue(wrong, aLease())).rejects.toMatchObject({ code: 'refused' });
  });

  it('I4 has no other name than a lease’s', async () => {
    for (const targetName of ['postgres', 'sp_', 'sp_x', 'customer_reader', `${aLease().targetName}x`]) {
      await expect(at().connector.issue(at().target.system, { ...aLease(), targetName })).rejects.toThrow(
        'name',
      );
      await expect(at().connector.revoke(at().target.system, { ...aLease(), targetName })).rejects.toThrow(
        'name',
      );
    }
  });

  it('I17 has a password that stands in no statement, on no wire and in no log', async () => {
    const { target, connector } = at();
    const proxy = await PostgresProxy.to(target.server.port);
    const admin = await target.admin();
    await admin.query("ALTER SYSTEM SET log_statement = 'all'");
    await admin.query('SELECT pg_reload_conf()');
    const credential = await connector.issue(systemAt(target.brokerUrl(proxy.port)), aLease());
    const secret = credential.secret.reveal();
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(proxy.sent).toContain('CREATE ROLE');
    expect(proxy.sent.includes(secret)).toBe(false);
    const log = await readFile(
      join((target.server as unknown as { directory: string }).directory, 'postgres.log'),
      'utf8',
    );
    await admin.query('ALTER SYSTEM RESET log_statement');
    await admin.query('SELECT pg_reload_conf()');
    await proxy.stop();

    expect(log).toContain(`CREATE ROLE "${credential.username}"`);
    expect(log.includes(secret)).toBe(false);
  });

  describeWhere(missingPrograms('psql'))('as the person gets it', () => {
    it('works in psql in every format, as it stands', async () => {
      const home = await mkdtemp(join(tmpdir(), 'sallyport-psql-'));
      try {
        const credential = await issue();
        await writeFile(join(home, 'pgpass'), textOf(credential, 'pgpass'), { mode: 0o600 });
        await writeFile(join(home, 'services'), textOf(credential, 'service'), { mode: 0o600 });
        const query = `-w -Atc 'SELECT count(*) FROM customers'`;
        const place = `-h 127.0.0.1 -p ${at().target.server.port} -U ${credential.username} customers`;
        const answers = await Promise.all(
          [
            `${textOf(credential, 'psql')} ${query}`,
            `psql '${textOf(credential, 'url')}' ${query}`,
            `${textOf(credential, 'env')}\npsql ${query}`,
            `PGSERVICEFILE=${home}/services psql service=sallyport-customer-data ${query}`,
            `PGPASSFILE=${home}/pgpass psql ${place} ${query}`,
          ].map((command) => promisify(execFile)('sh', ['-c', command])),
        );

        expect(answers.map(({ stdout, stderr }) => stdout + stderr)).toEqual(Array(5).fill('100\n'));
      } finally {
        await rm(home, { recursive: true });
      }
    });
  });
});
