import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { newId } from '../../src/kernel';
import { createRoleStatements } from '../../src/modules/connectors/postgres/issue-role';
import { leaseRoleName } from '../../src/modules/connectors/postgres/lease-role';
import { entitlementSettings, systemSettings } from '../../src/modules/connectors/postgres/settings';
import { POSTGRES_16 } from '../../src/modules/connectors/postgres/target-session';
import { scramVerifier } from '../../src/platform/crypto/scram-verifier';
import type { Claim } from '../support/approved-grants';
import type { Logins } from '../support/installation';
import { serve } from '../support/program';
import { atOnce, perSecond } from '../rounds';
import { eventRow, INSERT_EVENT } from './event-row';
import { transaction } from './transaction';

/**
 * The bare limit of issuing: the product's own statements at the target, with its own verifier, and the rows that it
 * writes, in the same two transactions around the call (I4). No HTTP, no authorization, nothing looked up, no ORM, and
 * every statement of the broker's database prepared.
 */
const CLAIM_LASTS = 30_000;

interface Constants {
  readonly systemId: string;
  readonly entitlementId: string;
  readonly settings: unknown;
}

let broker: Pool;
let target: Pool;
let constants: Constants;

const tasks = {
  async connect({ logins, width }: { logins: Logins; width: number }): Promise<void> {
    broker = new Pool({ connectionString: logins.app, max: width });
    target = new Pool({ connectionString: logins.target, max: width, options: '-c search_path=pg_catalog' });
    const { rows } = await broker.query<Constants>(
      `SELECT id AS "entitlementId", system_id AS "systemId", settings FROM entitlement WHERE key = 'customer-reader'`,
    );
    constants = rows[0];
  },

  /** How many a second. */
  issueAll({ claims, width }: { claims: Claim[]; width: number }): Promise<number> {
    return perSecond(claims.length, () => atOnce(width, claims, issue));
  },
};
export type BareIssue = typeof tasks;

async function issue(claim: Claim): Promise<void> {
  const now = new Date();
  const leaseId = newId();
  const expiresAt = new Date(now.getTime() + claim.durationSeconds * 1_000);
  const about = {
    claim,
    subject: { id: leaseId, kind: 'lease' },
    related: [
      { id: claim.grantId, kind: 'grant' },
      { id: constants.systemId, kind: 'system' },
    ],
  };
  const outcome = { expiresAt: expiresAt.toISOString(), targetName: leaseRoleName(leaseId) };
  const intent = {
    ...outcome,
    digest: claim.digest,
    entitlement: 'customer-reader',
    factor: 'totp',
    stepUpId: claim.stepUpId,
  };
  await transaction(broker, async (client) => {
    await client.query({ ...CONSUME, values: [claim.stepUpId, now] });
    await client.query({ ...INTEND, values: intentOf(leaseId, claim, now, expiresAt) });
    await client.query({
      ...INSERT_EVENT,
      values: eventRow({ ...about, type: 'grants.lease_intended', data: intent }, now),
    });
  });
  await makeRole(leaseId, expiresAt);
  await transaction(broker, async (client) => {
    await client.query({ ...LIVE, values: [leaseId, new Date()] });
    await client.query({ ...ACTIVE, values: [claim.grantId, now, expiresAt] });
    await client.query({
      ...INSERT_EVENT,
      values: eventRow({ ...about, type: 'grants.lease_issued', data: outcome }, new Date()),
    });
  });
}

const CONSUME = { name: 'consume', text: 'UPDATE step_up SET consumed_at = $2 WHERE id = $1' };
const INTEND = {
  name: 'intend',
  text: `INSERT INTO lease (id, grant_id, entitlement_id, system_id, entitlement_settings, target_name, state, expires_at,
           created_at, claimed_until, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'issuing', $7, $8, $9, $9)`,
};
const LIVE = {
  name: 'live',
  text: `UPDATE lease SET state = 'live', issued_at = $2, claimed_until = NULL, next_attempt_at = NULL WHERE id = $1`,
};
const ACTIVE = {
  name: 'active',
  text: `UPDATE access_grant SET state = 'active', claimed_at = $2, expires_at = $3 WHERE id = $1`,
};

const intentOf = (leaseId: string, claim: Claim, now: Date, expiresAt: Date): unknown[] => [
  leaseId,
  claim.grantId,
  constants.entitlementId,
  constants.systemId,
  JSON.stringify(constants.settings),
  leaseRoleName(leaseId),
  expiresAt,
  now,
  new Date(now.getTime() + CLAIM_LASTS),
];

async function makeRole(leaseId: string, expiresAt: Date): Promise<void> {
  const { scramIterations, leaseGroup } = systemSettings.parse({});
  const password = randomBytes(32).toString('base64url');
  const statements = createRoleStatements(
    {
      name: leaseRoleName(leaseId),
      verifier: await scramVerifier(password, scramIterations),
      expiresAt,
      leaseGroup,
      entitlement: entitlementSettings.parse(constants.settings),
    },
    POSTGRES_16,
  );
  await target.query(statements.join(';\n'));
}

serve(tasks);
