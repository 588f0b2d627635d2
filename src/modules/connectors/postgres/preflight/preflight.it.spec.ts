import { onEachPostgres } from '../../../../../test/peers/each-postgres';
import { CUSTOMERS, systemAt } from '../../../../../test/peers/postgres-target';
import { ManualClock, Redacted } from '../../../../kernel';
import type { PreflightFinding, TargetSystem } from '../../connector';
import { PostgresConnector } from '../postgres.connector';
import { runReaper } from '../reaper';

const READ = { database: CUSTOMERS, memberOf: ['customer_reader'] };

onEachPostgres('preflight', {}, (at) => {
  const look = (system?: TargetSystem, entitlements: unknown[] = [READ]): Promise<PreflightFinding[]> =>
    at().connector.preflight(system ?? at().target.system, entitlements);
  const faults = async (...given: Parameters<typeof look>): Promise<string[]> =>
    (await look(...given)).filter(({ ok }) => !ok).map(({ id }) => id);
  /** What cannot hold here: the tests' server has no TLS and no guard, and the older one cannot forbid SET ROLE. */
  const expected = (): string[] => [...(at().modern ? [] : ['set_role']), 'tls', 'guard'];

  it('finds a prepared target fit, but for what it has not', async () => {
    expect(await faults()).toEqual(expected());
  });

  it('says everything in one sentence, and what to do about what is wrong', async () => {
    const findings = await look(undefined, [
      READ,
      { database: CUSTOMERS, memberOf: ['customer_writer', 'nobody'] },
    ]);
    for (const { ok, summary, advice } of findings) {
      expect(summary).toMatch(/^.+\.$/);
      expect(advice === undefined).toBe(ok);
    }
  });

  it('sees a guard that lives', async () => {
    const stop = new AbortController();
    let looked = (): void => undefined;
    const watching = new Promise<void>((done) => (looked = done));
    const url = new Redacted(at().target.reaperUrl);
    const running = runReaper({ url, intervalMs: 100, signal: stop.signal, tell: looked });
    await watching;
    await new Promise((done) => setTimeout(done, 200));
    const found = await faults();
    stop.abort();
    await running;

    expect(found).not.toContain('guard');
  });

  it('warns of a broker that is a superuser', async () => {
    expect(await faults(systemAt(at().target.server.url(CUSTOMERS)))).toContain('broker_not_superuser');
  });

  it('names each right that the broker lacks', async () => {
    const admin = await at().target.admin();
    await admin.query("CREATE ROLE bare_broker LOGIN PASSWORD 'bare'");
    const url = `postgresql://bare_broker:bare@127.0.0.1:${at().target.server.port}/${CUSTOMERS}`;
    const found = await faults(systemAt(url));

    expect(found).toEqual(expect.arrayContaining(['broker_createrole', 'broker_signal', 'lease_group']));
    expect(found).toContain(`role_grantable:${CUSTOMERS}:customer_reader`);
  });

  it('finds a lease group that is not there', async () => {
    expect(
      await faults({ ...at().target.system, id: 'x', settings: { leaseGroup: 'nobody_made_it' } }),
    ).toContain('lease_group');
  });

  it('finds a role that does not exist', async () => {
    expect(await faults(undefined, [{ ...READ, memberOf: ['nobody_made_it'] }])).toContain(
      `role_exists:${CUSTOMERS}:nobody_made_it`,
    );
  });

  it('finds a database that cannot be entered, and still tells of the others', async () => {
    const found = await faults(undefined, [
      { ...READ, database: 'nowhere' },
      { ...READ, memberOf: ['customer_writer'] },
    ]);

    expect(found).toEqual(
      expect.arrayContaining(['database:nowhere', `read_only:${CUSTOMERS}:customer_writer`]),
    );
  });

  it('finds each way in which a role that should only read can write', async () => {
    const admin = await at().target.admin();
    await admin.query(`
      CREATE SCHEMA things;
      CREATE SEQUENCE things.counter;
      CREATE TABLE things.ours (id int, note text);
      CREATE TABLE things.partly (id int, note text);
      CREATE FUNCTION public.as_owner() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM customers';
    `);
    const ways: Record<string, string> = {
      'things.partly': 'GRANT UPDATE (note) ON things.partly TO ROLE',
      'things.ours': 'ALTER TABLE things.ours OWNER TO ROLE',
      'things.counter': 'GRANT USAGE ON SEQUENCE things.counter TO ROLE',
      'schema things': 'GRANT CREATE ON SCHEMA things TO ROLE',
      [`database ${CUSTOMERS}`]: `GRANT CREATE ON DATABASE ${CUSTOMERS} TO ROLE`,
      'the rights of pg_write_all_data': 'GRANT pg_write_all_data TO ROLE',
      'the rights of pg_signal_backend': 'GRANT pg_signal_backend TO ROLE',
    };
    for (const [index, [what, grant]] of Object.entries(ways).entries()) {
      const role = `reader_${index}`;
      await admin.query(`CREATE ROLE ${role}; ${grant.replace('ROLE', role)}`);
      const findings = await look(undefined, [{ ...READ, memberOf: [role] }]);
      const finding = findings.find(({ id }) => id === `read_only:${CUSTOMERS}:${role}`);
      expect(finding).toMatchObject({ ok: false, summary: expect.stringContaining(what) as string });
    }
    const borrowed = (await look()).find(({ id }) => id.startsWith('definer_functions'));
    await admin.query('DROP FUNCTION public.as_owner(); DROP OWNED BY reader_1');

    expect(borrowed).toMatchObject({
      ok: false,
      summary: expect.stringContaining('public.as_owner') as string,
    });
  });

  it('finds that a role which reads all data reads password verifiers too', async () => {
    expect(await faults(undefined, [{ ...READ, memberOf: ['pg_read_all_data'] }])).toContain(
      `password_verifiers:${CUSTOMERS}:pg_read_all_data`,
    );
  });

  it('does not look for rights to write where the entitlement grants them', async () => {
    const found = await faults(undefined, [{ ...READ, memberOf: ['customer_writer'], readOnly: false }]);

    expect(found.filter((id) => id.includes(CUSTOMERS))).toEqual([]);
  });

  it('finds what everybody may do in a database that was not hardened', async () => {
    await (await at().target.admin('postgres')).query('CREATE DATABASE soft');
    await (await at().target.admin('soft')).query('GRANT CREATE ON SCHEMA public TO PUBLIC');
    const found = await faults(undefined, [{ ...READ, database: 'soft' }]);

    expect(found).toEqual(expect.arrayContaining(['public_create:soft', 'public_temporary:soft']));
  });

  it('finds a target whose set-up is older than this Sallyport', async () => {
    const admin = await at().target.admin();
    await admin.query("COMMENT ON SCHEMA sallyport IS 'Sallyport target set-up, version 0'");
    const found = await look();
    await admin.query("COMMENT ON SCHEMA sallyport IS 'Sallyport target set-up, version 1'");

    expect(found).toContainEqual(
      expect.objectContaining({
        id: 'setup',
        ok: false,
        summary: expect.stringContaining('version 0') as string,
      }),
    );
  });

  it('finds clocks that differ by more than two seconds', async () => {
    const clock = new ManualClock(new Date(Date.now() - 60_000));
    const connector = new PostgresConnector(clock);
    const clockFinding = async (): Promise<PreflightFinding | undefined> =>
      (await connector.preflight(at().target.system)).find(({ id }) => id === 'clock');
    expect(await clockFinding()).toMatchObject({
      ok: false,
      summary: expect.stringMatching(/6\d\.\d seconds ahead of Sallyport’s/) as string,
    });
    clock.set(new Date());
    expect(await clockFinding()).toMatchObject({ ok: true });
    await connector.close();
  });

  it('I17 says no more than the user name of a credential that is refused', async () => {
    const findings = await look(systemAt(at().target.brokerUrl().replace('canary', 'wrong-canary')));

    expect(findings).toEqual([expect.objectContaining({ id: 'reachable', ok: false })]);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });
});
