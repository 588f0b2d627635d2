import { digestOf } from '../../platform/crypto/digest';
import type { AccessProfile } from '../catalog';
import type { ApprovalStep } from '../policy';
import type { StageRow } from './access-request';

/** Whom a stage asks, and to whom it is put further. How long that takes says nothing of which stage it is. */
export const whomDigest = ({ count, by, ofEach, escalation, heldTogetherWith }: ApprovalStep): string =>
  digestOf({
    count,
    by,
    ofEach: ofEach ?? false,
    escalateTo: escalation?.to ?? null,
    heldTogetherWith: heldTogetherWith ?? null,
  });

/**
 * Those that are what they were when they were opened. A change of the rules may have put another stage in the place of one
 * that waited or was put further; what is on record of that one says nothing of this.
 */
export const stillOpened = (stages: readonly StageRow[], { rules }: AccessProfile): readonly StageRow[] =>
  stages.filter(({ stage, whom }) => {
    const step = rules.approvals.at(stage);
    return step !== undefined && (whom === null || whom === whomDigest(step));
  });

/** Which stages of this version were put to further people. */
export const escalatedAmong = (stages: readonly StageRow[], profile: AccessProfile): ReadonlySet<number> =>
  new Set(
    stillOpened(stages, profile)
      .filter(({ escalatedAt }) => escalatedAt !== null)
      .map(({ stage }) => stage),
  );
