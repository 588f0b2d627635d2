import type { EndedTarget, ReopenedTarget, Tidied } from '../connector';
import { isAway } from './aws-failure';
import type { RoleDenials, TidiedRole } from './role-denials';
import { standingDenial } from './standing-denial';

/** Each role for itself: one that cannot be read keeps none of the others. An account out of reach is asked no further. */
export async function tidyRoles(roles: ReadonlyMap<RoleDenials, readonly EndedTarget[]>): Promise<Tidied> {
  const reopened: ReopenedTarget[] = [];
  const failures: unknown[] = [];
  for (const [denials, leases] of roles) {
    const standing = leases.flatMap((lease) => standingDenial(lease) ?? []);
    const { missing, failure } = await denials.tidy(standing).catch(unread);
    reopened.push(...missing.map(({ name }) => ({ targetName: name, endedAnew: failure === undefined })));
    if (failure === undefined) continue;
    failures.push(failure);
    if (isAway(failure)) break;
  }
  return { reopened, failures };
}

const unread = (failure: unknown): TidiedRole => ({ missing: [], failure });
