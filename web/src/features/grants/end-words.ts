import type { Grant } from '../../api/types';

const REASONS: Readonly<Record<NonNullable<Grant['endReason']>, string>> = {
  deadline: 'Its time was over',
  returned: 'Given back early',
  revoked: 'Ended early',
  unclaimed: 'Nobody used it in time',
  'no-longer-allowed': 'No longer allowed',
};

/** Why a grant ended, and who ended it where a person did. */
export function endWords({
  endReason,
  endedBy,
  person,
}: Pick<Grant, 'endReason' | 'endedBy' | 'person'>): string {
  const reason = endReason === null ? 'Ended' : REASONS[endReason];
  return endedBy === null || endedBy.id === person.id ? reason : `${reason} by ${endedBy.name}`;
}
