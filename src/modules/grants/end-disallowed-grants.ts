import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work';
import { CatalogRepository } from '../catalog';
import { DirectoryRepository } from '../directory';
import { EndGrant } from './end-grant';
import { EntitlementCheck } from './entitlement-check';
import { GrantRepository } from './grant.repository';

/**
 * After people, job roles or profiles changed: ends every open grant that its person, or one of its approvers, could not
 * be given again by today's facts (I16). Runs in the transaction of the change, so that there is no moment in between.
 */
@Injectable()
export class EndDisallowedGrants {
  constructor(
    private readonly grants: GrantRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly check: EntitlementCheck,
    private readonly endGrant: EndGrant,
  ) {}

  /** Answers how many were ended. */
  async run(tx: Tx): Promise<number> {
    const organisation = await this.directory.organisation(tx);
    let ended = 0;
    for (const { id } of await this.grants.allOpen(tx)) {
      const grant = await this.grants.lockWithApprovals(tx, id);
      const profile = await this.catalog.profile(tx, grant.profileId);
      const reasons = await this.check.refusals(tx, grant, profile, organisation);
      if (reasons.length === 0) continue;
      await this.endGrant.end(tx, grant, { reason: 'no-longer-allowed', by: null });
      ended += 1;
    }
    return ended;
  }
}
