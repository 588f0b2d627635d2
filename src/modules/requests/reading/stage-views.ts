import { iso, isoOrNull } from '../../../platform/http/shapes';
import { type ApprovalStanding, openStage } from '../../policy';
import type { StageRow } from '../access-request';
import type { RequestState } from '../domain/request-lifecycle';
import type { RequestView } from '../requests.dto';

type StageView = RequestView['stages'][number];

/** The stages of the present version, by today's rules: what is answered, what is asked now, and what comes later. */
export function stageViews(
  standing: ApprovalStanding,
  opened: readonly StageRow[],
  request: RequestState,
): StageView[] {
  const { plan, empty } = standing;
  const open = openStage(standing);
  const rows = new Map(opened.map((row) => [row.stage, row]));
  return plan.stages.map(({ asked, count, escalation, heldTogetherWith }, index) => {
    const row = rows.get(index);
    return {
      who: asked,
      count,
      heldTogetherWith,
      missing: request === 'approved' ? 0 : empty[index],
      state: stateOf(empty[index], index <= open, request),
      openedAt: isoOrNull(row?.openedAt ?? null),
      escalation: escalation && {
        who: escalation.asked,
        at: row?.escalatesAt ? iso(row.escalatesAt) : null,
        escalatedAt: isoOrNull(row?.escalatedAt ?? null),
      },
    };
  });
}

/** Nothing is open in a request that is over, and what was approved had every answer, whoever has left since. */
function stateOf(missing: number, turnHasCome: boolean, request: RequestState): StageView['state'] {
  if (missing === 0 || request === 'approved') return 'answered';
  if (request !== 'pending') return 'unanswered';
  return turnHasCome ? 'open' : 'later';
}
