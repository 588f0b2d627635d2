import { execFile } from 'node:child_process';
import { once } from 'node:events';

import { Client } from 'pg';

import { onEachPostgres } from '../../../../test/peers/each-postgres';
import { aLease, canRead, CUSTOMERS, systemAt } from '../../../../test/peers/postgres-target';
import { describeWhere } from '../../../../test/support/describe-where';
import { missingPrograms } from '../../../../test/support/programs';
import { startTestPostgres } from '../../../../test/support/postgres';
import { Redacted, systemClock } from '../../../kernel';
import { PostgresConnector } from './postgres.connector';
import { prepareTarget } from './prepare-target';
import { setupScript, setupSql } from './setup-sql';

const itWithPsql = (title: string, body: () => Promise<void>): void =>
  describeWhere(missingPrograms('psql'))('for psql', () => {
    it(title, body);
  });

onEachPostgres('the set-up of a target', {}, (at) => {
  const adminUrl = (database = CUSTOMERS): Redacted<string> => new Redacted(at().target.server.url(database));

  it('may be run again under a working broker, and changes nothing', async () => {
    const admin = await at().target.admin();
    const rights = async (): Promise<unknown[]> => {
      const { rows } = await admin.query<Record<string, unknown>>(
        `SELECT r.rolname, r.rolsuper, r.rolcreaterole, r.rolcanlogin, r.rolpassword, m.roleid::regrole::text
         FROM pg_authid r LEFT JOIN pg_auth_members m ON m.member = r.oid
         WHERE r.rolname LIKE 'sallyport%' ORDER BY 1, 6`,
      );
      return rows;
    };
    const before = await rights();
    const lease = aLease();
    const credential = await at().connector.issue(at().target.system, lease);
    await prepareTarget(adminUrl(), { memberRoles: ['customer_reader', 'customer_writer'] });

    expect(await canRead(credential)).toBe(true);
    await at().connector.revoke(at().target.system, lease);
    expect(await rights()).toEqual(before);
  });

  it('gives the broker the right to hand out roles, from version 16 without holding them', async () => {
    const broker = new Client({ connectionString: at().target.brokerUrl() });
    await broker.connect();
    await expect(broker.query('SELECT FROM customers')).rejects.toMatchObject({ code: '42501' });
    await expect(broker.query('SET ROLE customer_reader')).rejects.toMatchObject({ code: '42501' });
    await expect(broker.query('CREATE TABLE mine (id int)')).rejects.toMatchObject({ code: '42501' });
    await broker.end();
  });

  it('keeps two Sallyports at one server apart: neither lists nor ends what the other made', async () => {
    await prepareTarget(adminUrl(), {
      brokerRole: 'other_broker',
      reaperRole: 'other_reaper',
      leaseGroup: 'other_leases',
      memberRoles: ['customer_reader'],
      brokerPassword: new Redacted('other-password'),
    });
    const other = systemAt(
      at()
        .target.brokerUrl()
        .replace('sallyport_broker', 'other_broker')
        .replace(at().target.brokerPassword, 'other-password'),
      { leaseGroup: 'other_leases' },
    );
    const [ours, theirs] = [aLease(), aLease()];
    const { connector } = at();
    const credential = await connector.issue(other, theirs);
    await connector.issue(at().target.system, ours);
    const names = async (system: typeof other): Promise<string[]> =>
      (await connector.list(system)).map(({ targetName }) => targetName);

    expect(await names(other)).toEqual([theirs.targetName]);
    expect(await names(at().target.system)).toContain(ours.targetName);
    expect(await names(at().target.system)).not.toContain(theirs.targetName);
    await expect(connector.revoke(at().target.system, theirs)).rejects.toMatchObject({ code: 'refused' });
    expect(await canRead(credential)).toBe(true);
    await connector.revoke(other, theirs);
    await connector.revoke(at().target.system, ours);
  });

  it('refuses a schema of its name that somebody else made, who could put a trap there', async () => {
    const admin = await at().target.admin('postgres');
    await admin.query('CREATE DATABASE trapped');
    await (await at().target.admin('trapped')).query('CREATE SCHEMA sallyport');

    await expect(prepareTarget(adminUrl('trapped'), { memberRoles: [] })).rejects.toThrow('SQLSTATE P0001');
  });

  itWithPsql('is printed as a script that psql runs, through databases of any name', async () => {
    const admin = await at().target.admin('postgres');
    await admin.query(`CREATE DATABASE "we""ird; drop"`);
    const soft = await at().target.admin('we"ird; drop');
    await soft.query('GRANT CREATE ON SCHEMA public TO PUBLIC');
    const script = setupScript({ memberRoles: ['customer_reader'] }, ['we"ird; drop', CUSTOMERS]);
    const psql = execFile('psql', [adminUrl().reveal(), '-qv', 'ON_ERROR_STOP=1', '-f', '-']);
    psql.stdin?.end(script);
    const [code] = (await once(psql, 'exit')) as [number];
    const { rows } = await soft.query(`SELECT has_schema_privilege('public', 'public', 'CREATE') AS create,
      has_database_privilege('public', current_database(), 'TEMPORARY') AS temporary`);

    expect(code).toBe(0);
    expect(rows).toEqual([{ create: false, temporary: false }]);
  });

  it('quotes every name it is given', async () => {
    const odd = `o"dd'; DROP TABLE customers; -- $setup$`;
    const admin = await at().target.admin();
    await admin.query('BEGIN');
    const sql = setupSql({
      brokerRole: `${odd}b`,
      reaperRole: `${odd}r`,
      leaseGroup: `${odd}g`,
      memberRoles: ['customer_reader'],
    });
    await admin.query(sql.replace('BEGIN;', '').replace('COMMIT;', ''));
    const { rows } = await admin.query(`SELECT rolname FROM pg_roles WHERE rolname LIKE 'o"dd%' ORDER BY 1`);
    await admin.query('ROLLBACK');

    expect(rows).toEqual(['b', 'g', 'r'].map((suffix) => ({ rolname: odd + suffix })));
  });

  it('schedules the guard every second where pg_cron 1.5 is, and not where it is older', async () => {
    const admin = await at().target.admin('postgres');
    await admin.query('CREATE DATABASE scheduled');
    const scheduled = await at().target.admin('scheduled');
    // A stand-in with the signature of pg_cron's own function; the extension is not among the packages.
    await scheduled.query(`
      CREATE SCHEMA cron;
      CREATE TABLE cron.job (jobname text PRIMARY KEY, schedule text, command text);
      CREATE FUNCTION cron.schedule(job_name text, schedule text, command text) RETURNS bigint LANGUAGE sql AS
        'INSERT INTO cron.job VALUES ($1, $2, $3) ON CONFLICT (jobname)
           DO UPDATE SET schedule = excluded.schedule, command = excluded.command RETURNING 1::bigint';
      SET allow_system_table_mods = on;
      INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        VALUES (99999, 'pg_cron', 10, 'cron'::regnamespace, false, '1.4-1')`);
    const jobs = async (): Promise<{ jobname: string; schedule: string; command: string }[]> =>
      (
        await scheduled.query<{ jobname: string; schedule: string; command: string }>(
          'SELECT * FROM cron.job',
        )
      ).rows;
    await prepareTarget(adminUrl('scheduled'), { memberRoles: [] });
    expect(await jobs()).toEqual([]);
    await scheduled.query("UPDATE pg_extension SET extversion = '1.10' WHERE extname = 'pg_cron'");
    await prepareTarget(adminUrl('scheduled'), { memberRoles: [] });
    const [guard, history] = await jobs();
    expect(guard).toMatchObject({ jobname: 'sallyport guard', schedule: '1 second' });
    expect(history).toMatchObject({ jobname: 'sallyport guard history' });
    await scheduled.query(guard.command);
    const system = systemAt(at().target.brokerUrl().replace(CUSTOMERS, 'scheduled'));

    expect(await at().connector.guard(system)).toMatchObject({ kind: 'pg_cron', alive: true });
  });
});

describe('the set-up at a provider', () => {
  it('can be run by an administrator who is no superuser', async () => {
    const server = await startTestPostgres({ template: 'bare' });
    const connector = new PostgresConnector(systemClock);
    const asProvider = new Client({ connectionString: server.url() });
    await asProvider.connect();
    await asProvider.query(`
      CREATE ROLE provider_admin LOGIN CREATEROLE CREATEDB PASSWORD 'provider';
      GRANT pg_signal_backend TO provider_admin WITH ADMIN OPTION`);
    await asProvider.query('CREATE DATABASE managed OWNER provider_admin');
    await asProvider.end();
    const adminUrl = `postgresql://provider_admin:provider@127.0.0.1:${server.port}/managed`;
    const admin = new Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query('CREATE ROLE reader; CREATE TABLE customers AS SELECT generate_series(1, 100) AS id');
    await admin.query('GRANT SELECT ON customers TO reader');
    await admin.end();
    const preparation = {
      memberRoles: ['reader'],
      brokerPassword: new Redacted('broker'),
      hardenDatabases: ['managed'],
    };
    await prepareTarget(new Redacted(adminUrl), preparation);
    await prepareTarget(new Redacted(adminUrl), preparation);
    const system = systemAt(`postgresql://sallyport_broker:broker@127.0.0.1:${server.port}/managed`);
    const lease = aLease({ database: 'managed', memberOf: ['reader'] });

    expect(await canRead(await connector.issue(system, lease))).toBe(true);
    const faults = (await connector.preflight(system, [lease.entitlement])).filter(({ ok }) => !ok);
    expect(faults.map(({ id }) => id)).toEqual(['tls', 'guard']);
    await connector.revoke(system, lease);
    expect(await connector.verify(system, lease)).toMatchObject({ absent: true });
    await connector.close();
    await server.stop();
  });
});
