import { newId } from '../../../kernel';
import { createRoleStatements, type RoleToIssue } from './issue-role';
import { isLeaseRoleName, leaseOfRoleName, leaseRoleName } from './lease-role';

describe('lease role names', () => {
  it('I4 lead back to the lease, and need no quotes', () => {
    const leaseId = newId();
    const name = leaseRoleName(leaseId);

    expect(name).toMatch(/^sp_[0-9a-z]{26}$/);
    expect(leaseOfRoleName(name)).toBe(leaseId);
  });

  it.each([
    'postgres',
    'sp_',
    'sp_backup',
    'SP_01jabcdefghjkmnpqrstvwxyz0',
    'sp_01jabcdefghjkmnpqrstvwxyz0 ',
    'sp_01jabcdefghilmnpqrstvwxyz0',
  ])('%j is not one', (name) => {
    expect(isLeaseRoleName(name)).toBe(false);
  });
});

describe('createRoleStatements', () => {
  const role: RoleToIssue = {
    name: leaseRoleName(newId()),
    verifier: "SCRAM-SHA-256$1:it's$",
    expiresAt: new Date('2026-01-05T10:00:00.500Z'),
    leaseGroup: 'our "leases"',
    entitlement: {
      database: 'customers',
      memberOf: ['reader', 'we"ird; drop'],
      readOnly: true,
      statementTimeout: 30,
      idleInTransactionTimeout: 10,
      connectionLimit: 5,
    },
  };

  it('quotes every name and literal', () => {
    const sql = createRoleStatements(role, 180_004).join('\n');

    expect(sql).toContain('GRANT "our ""leases""", "reader", "we""ird; drop" TO');
    expect(sql).toContain("PASSWORD 'SCRAM-SHA-256$1:it''s$'");
    expect(sql).toContain("VALID UNTIL '2026-01-05T10:00:00.500Z'");
  });

  it('grants nothing but membership', () => {
    const verbs = createRoleStatements(role, 180_004).map((statement) => statement.split(' ', 2).join(' '));

    expect(verbs).toEqual(['CREATE ROLE', 'GRANT "our', 'ALTER ROLE', 'ALTER ROLE', 'ALTER ROLE']);
  });

  it('forbids SET ROLE where the server can', () => {
    expect(createRoleStatements(role, 160_000)[1]).toMatch(/ WITH INHERIT TRUE, SET FALSE$/);
    expect(createRoleStatements(role, 159_999)[1]).not.toContain('WITH');
  });

  it('leaves transactions writable where the entitlement writes', () => {
    const writing = { ...role, entitlement: { ...role.entitlement, readOnly: false } };

    expect(createRoleStatements(role, 180_004).join()).toContain('default_transaction_read_only');
    expect(createRoleStatements(writing, 180_004).join()).not.toContain('default_transaction_read_only');
  });
});
