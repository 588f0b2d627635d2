import type { Clock } from '../../../../kernel';
import { TargetError, type PreflightFinding, type TargetSystem } from '../../connector';
import { readGuard } from '../guard-report';
import type { EntitlementSettings, SystemSettings } from '../settings';
import { targetFailure } from '../target-failure';
import type { TargetPools } from '../target-pools';
import { databaseFindings, readPublicRights } from './database-findings';
import { readRoleRights, roleFindings } from './role-findings';
import { SERVER_FACTS, serverFindings, type ServerFacts } from './server-findings';

export interface Preflight {
  readonly pools: TargetPools;
  readonly clock: Clock;
  readonly system: TargetSystem;
  readonly settings: SystemSettings;
  readonly entitlements: readonly EntitlementSettings[];
}

/** Looks whether the target is fit for what is asked of it. A target out of reach is itself a finding, the only one. */
export async function preflight(check: Preflight): Promise<PreflightFinding[]> {
  try {
    const facts = await readServerFacts(check);
    const findings = serverFindings(facts, check.settings.leaseGroup);
    findings.push(await guardFinding(check));
    for (const database of new Set(check.entitlements.map((entitlement) => entitlement.database))) {
      findings.push(...(await findingsIn(check, database, facts)));
    }
    return findings;
  } catch (error) {
    return [outOfReach('reachable', targetFailure(error))];
  }
}

async function readServerFacts({ pools, clock, system, settings }: Preflight): Promise<ServerFacts> {
  return pools.run(system, async (target) => {
    const before = clock.now().getTime();
    const facts = await target.row<ServerFacts & { readAt: Date }>(SERVER_FACTS, [settings.leaseGroup]);
    const after = clock.now().getTime();
    if (!facts) throw new TargetError('unexpected', 'The server said nothing of the broker’s own role.');
    // Half the way there, half the way back: the server read its clock about in the middle.
    return { ...facts, version: target.version, clockAhead: facts.readAt.getTime() - (before + after) / 2 };
  });
}

async function guardFinding({ pools, system }: Preflight): Promise<PreflightFinding> {
  const advice =
    'Run "sallyport reaper" beside the server, or install pg_cron 1.5 or later and run the set-up again.';
  try {
    const { alive, summary } = await readGuard(pools, system);
    return alive ? { id: 'guard', ok: true, summary } : { id: 'guard', ok: false, summary, advice };
  } catch (error) {
    return { id: 'guard', ok: false, summary: targetFailure(error).message, advice };
  }
}

/** A database that cannot be entered must not hide what was found in the others. */
async function findingsIn(
  check: Preflight,
  database: string,
  facts: ServerFacts,
): Promise<PreflightFinding[]> {
  const here = check.entitlements.filter((entitlement) => entitlement.database === database);
  try {
    return await check.pools.runIn(check.system, database, async (target) => {
      const findings = databaseFindings(database, await readPublicRights(target));
      for (const entitlement of here) {
        for (const role of entitlement.memberOf) {
          findings.push(...roleFindings(role, await readRoleRights(target, role), entitlement, facts));
        }
      }
      return findings;
    });
  } catch (error) {
    return [outOfReach(`database:${database}`, targetFailure(error))];
  }
}

const outOfReach = (id: string, failure: TargetError): PreflightFinding => ({
  id,
  ok: false,
  summary: failure.message,
  advice: 'Check the address, the credential and the TLS settings of this system.',
});
