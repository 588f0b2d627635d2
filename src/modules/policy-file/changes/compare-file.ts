import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Reader } from '../../../platform/database/unit-of-work';
import { AMEND_POLICY_FILE, type AmendPolicyFile, asItIs } from '../amendment';
import { AppliedFiles } from '../applied-files';
import type { CheckedPolicyFile } from '../check-policy-file';
import { gainersOf } from '../plan/gainers';
import { planChanges } from '../plan/plan';
import { desiredState, type PolicyState, type RuleChangesState } from '../plan/policy-state';
import { type Reach, reachOfAll } from '../domain/reach';
import { isGuarded, reachOf } from '../plan/reach';
import { settle } from '../plan/settle';
import { ReadPolicyState } from '../state/read-policy-state';
import type { ReachingChange } from './policy-change';

const NO_FILE = 'none';

/** A file laid beside the rules in force. */
export interface ComparedFile {
  readonly checked: CheckedPolicyFile;
  /** Of the file in force. */
  readonly baseDigest: string;
  readonly changes: readonly ReachingChange[];
  readonly reach: Reach;
  /** Of those on record already. */
  readonly gainerIds: readonly string[];
  /** Accounts of whoever is of the circle, or oversees it, before or afterwards. */
  readonly circleIds: readonly string[];
  /** By the rules in force; undefined where nothing ever was. */
  readonly ruleChanges: RuleChangesState | undefined;
}

@Injectable()
export class CompareFile {
  constructor(
    private readonly stored: ReadPolicyState,
    private readonly applied: AppliedFiles,
    @Optional() @Inject(AMEND_POLICY_FILE) private readonly amend: AmendPolicyFile = asItIs,
  ) {}

  async run(from: Reader, { file, digest }: CheckedPolicyFile): Promise<ComparedFile> {
    const checked = { file: this.amend(file), digest };
    const { state: current, ids } = await this.stored.read(from);
    const desired = desiredState(checked.file);
    const settled = settle(current, desired);
    const plain = planChanges(current, desired);
    const changes = plain.map((change) => ({ ...change, reach: reachOf(change, current, settled) }));
    const known = (handles: Iterable<string>): string[] =>
      [...handles].flatMap((handle) => ids.people.get(handle) ?? []).sort();
    return {
      checked,
      baseDigest: (await this.applied.inForce(from)) ?? NO_FILE,
      changes,
      reach: reachOfAll(changes.map(({ reach }) => reach)),
      gainerIds: known(gainersOf(plain, current, settled)),
      circleIds: known(new Set([...guardedIn(current), ...guardedIn(settled)])),
      ruleChanges: current.ruleChanges,
    };
  }
}

const guardedIn = ({ people }: PolicyState): string[] =>
  [...people].flatMap(([handle, person]) => (isGuarded(person) ? [handle] : []));
