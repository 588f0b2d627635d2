import { type Approval, approvalStanding, type RequestFacts } from './approval-standing';
import { mayApprove, mayDeny } from './deciding';
import type { PersonFacts } from './facts';
import type { Organisation } from './organisation';

/** What somebody who was asked can still do about a waiting request on which they have not decided. */
export type Part =
  /** Their yes would fill a place that is empty. */
  | 'needed'
  /** Every place that they could fill is filled; they may still deny. */
  | 'not-needed'
  /** They may deny, and their yes is not asked for. */
  | 'witness'
  /** It is not their turn, or they decide on this no more. */
  | 'none';

export function partIn(
  person: PersonFacts,
  request: RequestFacts,
  organisation: Organisation,
  given: readonly Approval[],
  now: Date,
): Part {
  if (mayApprove(person, request, organisation, given, now).allowed)
    return wouldFillAPlace(person, request, organisation, given, now) ? 'needed' : 'not-needed';
  return mayDeny(person, request, organisation, given, now).allowed ? 'witness' : 'none';
}

function wouldFillAPlace(
  { id }: PersonFacts,
  request: RequestFacts,
  organisation: Organisation,
  given: readonly Approval[],
  now: Date,
): boolean {
  const { version, digest } = request;
  const theirs: Approval = { approverId: id, version, digest, decidedAt: now, stepUpAt: now };
  const missing = (approvals: readonly Approval[]): number =>
    missingPlaces(approvalStanding(request, approvals, organisation));
  return missing([...given, theirs]) < missing(given);
}

export const missingPlaces = ({ empty }: { readonly empty: readonly number[] }): number =>
  empty.reduce((sum, places) => sum + places, 0);
