import { readFileSync } from 'node:fs';
import { freshDates } from '../../src/demo';
import { ConnectorRegistry } from '../../src/modules/connectors';
import { ApplyPolicyFile, type Change, checkPolicyFile } from '../../src/modules/policy-file';
import { systemActor } from '../../src/platform/database/actor';
import type { TestBroker } from './broker';

export type Replacement = readonly [from: string, to: string];

/** Applies the broker's own policy file with each `from` replaced by `to`; without any, the file as it is. */
export async function applyPolicy(
  broker: TestBroker,
  ...replacements: readonly Replacement[]
): Promise<readonly Change[]> {
  const original = readFileSync(broker.environment.policyFile, 'utf8');
  const text = replacements.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`The policy has no “${from}”.`);
    return changed.replace(from, to);
  }, original);
  const check = checkPolicyFile(Buffer.from(text), broker.get(ConnectorRegistry));
  if (!check.sound) throw new Error(JSON.stringify(check.faults));
  const file = freshDates(check.file, broker.clock.now());
  return broker.get(ApplyPolicyFile).run(systemActor('test'), { file, digest: check.digest });
}
