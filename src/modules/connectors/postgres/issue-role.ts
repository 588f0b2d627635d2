import { randomBytes } from 'node:crypto';

import { escapeIdentifier, escapeLiteral } from 'pg';

import { Redacted } from '../../../kernel';
import { TargetError, type LeaseTarget, type TargetSystem } from '../connector';
import { endRole } from './end-role';
import { scramVerifier } from '../../../platform/crypto/scram-verifier';
import type { EntitlementSettings, SystemSettings } from './settings';
import { collided, sqlstateOf } from './target-failure';
import type { TargetPools } from './target-pools';
import { POSTGRES_16 } from './target-session';

/** A role of this name is there already; 23505 is the same fault, found by the index in a race. */
const DUPLICATE = new Set(['42710', '23505']);
const ATTEMPTS = 3;
const PASSWORD_BYTES = 32;

export interface RoleToIssue {
  readonly name: string;
  readonly verifier: string;
  readonly expiresAt: Date;
  readonly leaseGroup: string;
  readonly entitlement: EntitlementSettings;
}

/**
 * Everything that makes a leased role: one round trip, one transaction.
 *
 * What the role may do comes from membership alone: a GRANT of its own on a table would widen that table's ACL for
 * every live lease. SET FALSE, because a session that did SET ROLE keeps the other role's rights after the membership
 * is gone (before PostgreSQL 16 that cannot be forbidden; the session is ended anyway). The ALTER ROLE settings are
 * conveniences that a session may set back; the guard is what the granted roles may do, which `preflight` looks at.
 */
export function createRoleStatements(role: RoleToIssue, version: number): string[] {
  const name = escapeIdentifier(role.name);
  const { entitlement } = role;
  const groups = [role.leaseGroup, ...entitlement.memberOf].map(escapeIdentifier).join(', ');
  const options = version >= POSTGRES_16 ? ' WITH INHERIT TRUE, SET FALSE' : '';
  const set = (setting: string, value: string): string =>
    `ALTER ROLE ${name} SET ${setting} = ${escapeLiteral(value)}`;
  return [
    `CREATE ROLE ${name} LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS` +
      ` CONNECTION LIMIT ${entitlement.connectionLimit} PASSWORD ${escapeLiteral(role.verifier)}` +
      ` VALID UNTIL ${escapeLiteral(role.expiresAt.toISOString())}`,
    `GRANT ${groups} TO ${name}${options}`,
    ...(entitlement.readOnly ? [set('default_transaction_read_only', 'on')] : []),
    set('statement_timeout', `${entitlement.statementTimeout}s`),
    set('idle_in_transaction_session_timeout', `${entitlement.idleInTransactionTimeout}s`),
  ];
}

/**
 * Makes the lease's role and returns its password, which exists nowhere else.
 * A role that an earlier call left is ended first, its sessions too: one lease, one credential (I3), the newest.
 * Should this call's answer be lost, the role lives on with a password that nobody knows, until it is ended.
 */
export async function issueRole(
  pools: TargetPools,
  system: TargetSystem,
  settings: SystemSettings,
  lease: LeaseTarget,
  entitlement: EntitlementSettings,
): Promise<Redacted<string>> {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const role: RoleToIssue = {
    name: lease.targetName,
    verifier: await scramVerifier(password, settings.scramIterations),
    expiresAt: lease.expiresAt,
    leaseGroup: settings.leaseGroup,
    entitlement,
  };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      await pools.run(system, (target) => target.batch(createRoleStatements(role, target.version)));
      return new Redacted(password);
    } catch (error) {
      if (collided(error)) continue;
      if (!DUPLICATE.has(sqlstateOf(error) ?? '')) throw error;
    }
    await endRole(pools, system, settings, lease.targetName);
  }
  throw new TargetError('refused', 'Another call issues the same lease at this moment.');
}
