import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Actor } from '../../platform/database/actor';
import type { Tx } from '../../platform/database/unit-of-work';
import { LOGGER, type Logger } from '../../platform/telemetry/logger.provider';
import { inertText } from '../policy';
import { AppliedFiles } from './applied-files';
import { ApplyPolicyFile } from './apply-policy-file';
import { CompareFile, type ComparedFile } from './changes/compare-file';
import type { ReachingChange } from './changes/policy-change';
import { appliedByOperator } from './changes/policy-change-events';
import { PolicyChangeRepository } from './changes/policy-change.repository';
import { ProposeChange } from './changes/propose-change';
import { TellOfChange } from './changes/tell-of-change';
import type { SoundPolicyFile } from './check-policy-file';
import type { ConnectorSettings } from './checks/settings';
import { CONNECTOR_SETTINGS } from './connector-settings';
import { mayApplyAlone } from './domain/may-apply-alone';
import { loadPolicyFile } from './load-policy-file';

/** `waits`: it was proposed, now or before. `closed`: somebody said no to this very file, or it was replaced since. */
export interface OperatorOutcome {
  readonly outcome: 'applied' | 'waits' | 'closed';
  readonly changes: readonly ReachingChange[];
  /** Of the change of the rules that waits, or that was closed. */
  readonly changeId: string | undefined;
}

const AT_START = 'The policy file of this server is another than the one in force.';

/**
 * What happens to a changed file that comes by the server itself, at its start or by its command line. Nobody is signed in there,
 * so it comes into force by itself only where that widens nothing that two people have to agree to; else it is proposed (ADR 0045).
 */
@Injectable()
export class ApplyAsOperator {
  constructor(
    private readonly policy: ApplyPolicyFile,
    private readonly compare: CompareFile,
    private readonly applied: AppliedFiles,
    private readonly changes: PolicyChangeRepository,
    private readonly propose: ProposeChange,
    private readonly tell: TellOfChange,
    @Inject(CONNECTOR_SETTINGS) private readonly connectors: ConnectorSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * A start never goes back: a process that comes up again with an old copy of the file would bring back who has left
   * since. Throws `invalid` with every fault when the file is refused; then nothing has changed.
   */
  async atStart(path: string): Promise<OperatorOutcome> {
    const file = await loadPolicyFile(path, this.connectors);
    return this.policy.alone(systemActor('policy-file.start'), async (tx) => {
      const outcome =
        (await this.applied.standing(tx, file.digest)) === 'superseded'
          ? closed(undefined)
          : await this.applyOrPropose(tx, file, 'The policy file of the server was changed.');
      this.say(path, file.digest, outcome);
      return outcome;
    });
  }

  /** What a person types is meant: a file that was replaced since is taken as any other. */
  run(actor: Actor, file: SoundPolicyFile): Promise<OperatorOutcome> {
    return this.policy.alone(actor, (tx) =>
      this.applyOrPropose(tx, file, 'Applied at the command line of the server.'),
    );
  }

  /** The loud way: in force at once whatever it changes, an alert in the trail, and everybody concerned is told. */
  byOperator(actor: Actor, file: SoundPolicyFile, reason: string): Promise<OperatorOutcome> {
    return this.policy.alone(actor, async (tx) => {
      const compared = await this.compare.run(tx, file);
      const { changes, reach, circleIds } = compared;
      const words = inertText(reason);
      const before = await this.tell.concerned(tx, circleIds);
      tx.record(appliedByOperator(file.digest, reach, changes.length, words));
      await this.policy.within(tx, compared.checked);
      await this.tell.byOperator(tx, { reach, changes, reason: words }, before, circleIds);
      return { outcome: 'applied', changes, changeId: undefined };
    });
  }

  private async applyOrPropose(tx: Tx, file: SoundPolicyFile, reason: string): Promise<OperatorOutcome> {
    const compared = await this.compare.run(tx, file);
    if (this.mayApplyAlone(compared)) {
      await this.policy.within(tx, compared.checked);
      return { outcome: 'applied', changes: compared.changes, changeId: undefined };
    }
    const earlier = await this.changes.newestOf(tx, file.digest);
    const { changes } = compared;
    if (earlier?.state === 'proposed' || earlier?.state === 'approved')
      return { outcome: 'waits', changes, changeId: earlier.id };
    if (earlier?.state === 'denied' || earlier?.state === 'stopped' || earlier?.state === 'withdrawn')
      return { outcome: 'closed', changes, changeId: earlier.id };
    const changeId = await this.propose.within(tx, file, compared, { personId: null, reason });
    return { outcome: 'waits', changes, changeId };
  }

  private mayApplyAlone({ baseDigest, checked, reach, ruleChanges, changes }: ComparedFile): boolean {
    return mayApplyAlone({
      founding: ruleChanges === undefined,
      inForceAlready: baseDigest === checked.digest || changes.length === 0,
      reach,
      withoutApproval: ruleChanges?.withoutApproval,
    });
  }

  private say(path: string, digest: string, { outcome, changeId }: OperatorOutcome): void {
    if (outcome === 'applied') return;
    const about = { path, digest, changeId };
    if (outcome === 'waits') {
      this.logger.warn(
        about,
        `${AT_START} It was NOT put in force: it is proposed on the page “Changes” and waits there. The rules in force stay.`,
      );
      return;
    }
    this.logger.warn(
      about,
      `${AT_START} It was in force before and was replaced since, or somebody said no to it: it was NOT applied. ` +
        'If it is meant to be in force, propose it: `sallyport policy plan --propose`.',
    );
  }
}

const closed = (changeId: string | undefined): OperatorOutcome => ({
  outcome: 'closed',
  changes: [],
  changeId,
});
