import { DomainError } from '../../../kernel';
import { entitlementSettings, parseSettings, systemSettings } from './settings';

const system = (settings: unknown) => parseSettings(systemSettings, settings, 'the system');
const entitlement = (settings: object) =>
  parseSettings(
    entitlementSettings,
    { database: 'customers', memberOf: ['reader'], ...settings },
    'the entitlement',
  );

describe('settings of a PostgreSQL system', () => {
  it('are right when nothing is set', () => {
    expect(system(undefined)).toEqual({ leaseGroup: 'sallyport_leases', scramIterations: 4_096 });
  });

  it.each([
    { sslmode: 'prefer' },
    { host: 'db' },
    { clientHost: 'db; rm' },
    { clientPort: 0 },
    { scramIterations: 0 },
    { leaseGroup: 'x'.repeat(64) },
    { leaseGroup: 'é'.repeat(32) },
    { sslRootCert: '/etc/ssl/ca.pem' },
    { password: 'x' },
  ])('refuse %j', (settings) => {
    expect(() => system(settings)).toThrow(DomainError);
  });
});

describe('settings of a PostgreSQL entitlement', () => {
  it('read only, for five connections, unless told otherwise', () => {
    expect(entitlement({})).toEqual({
      database: 'customers',
      memberOf: ['reader'],
      readOnly: true,
      statementTimeout: 300,
      idleInTransactionTimeout: 60,
      connectionLimit: 5,
    });
  });

  it.each([
    { memberOf: [] },
    { memberOf: ['reader', 'reader'] },
    { memberOf: ['pg_execute_server_program'] },
    { memberOf: ['pg_signal_backend'] },
    { memberOf: ['sallyport_broker'] },
    { memberOf: ['sallyport_leases'] },
    { memberOf: ['sp_01jabcdefghjkmnpqrstvwxyz0'] },
    { database: '' },
    { database: 'two\nlines' },
    { database: 'nul\0' },
    { statementTimeout: 0 },
    { statementTimeout: 1.5 },
    { connectionLimit: -1 },
    { readOnly: 'yes' },
    { superuser: true },
  ])('refuse %j', (settings) => {
    expect(() => entitlement(settings)).toThrow(DomainError);
  });

  it('allow the predefined roles that give data', () => {
    expect(entitlement({ memberOf: ['pg_read_all_data'] }).memberOf).toEqual(['pg_read_all_data']);
  });

  it('name every fault in one sentence', () => {
    expect(() => entitlement({ database: '', connectionLimit: 0 })).toThrow(
      /^connectors\.settings: The PostgreSQL settings of the entitlement are wrong: database .+; connectionLimit .+\.$/,
    );
  });
});
