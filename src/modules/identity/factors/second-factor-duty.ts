import type { Reader } from '../../../platform/database/unit-of-work';
import { jobNeedsSecondFactor } from '../abilities';

/**
 * Whether somebody never works with a password alone: by their job role, or because the rules in force let them approve
 * something, also in the place of somebody who names them as their stand-in. Asked afresh each time: rules change, and so
 * does who reports to whom.
 */
export async function mustHaveSecondFactor(
  from: Reader,
  personId: string,
  jobRoles: readonly string[],
  now: Date,
): Promise<boolean> {
  if (jobNeedsSecondFactor(jobRoles)) return true;
  const found = await from.first(
    'SELECT FROM possible_approver WHERE person_id = $1 AND until > $2 LIMIT 1',
    [personId, now],
  );
  return found !== undefined;
}
