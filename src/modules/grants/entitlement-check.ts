import { Injectable } from '@nestjs/common';
import { forbidden } from '../../kernel';
import type { Tx } from '../../platform/database/unit-of-work';
import type { AccessProfile } from '../catalog';
import { DirectoryRepository } from '../directory';
import { humanOf, type Organisation, type PersonFacts, type Reason } from '../policy';
import type { ApprovedGrant } from './grant';
import { grantRefusals, personOf } from './grant-refusals';
import { GrantRepository } from './grant.repository';

/**
 * Does this grant still stand on enough approvals of what would be issued, and is its person still allowed the profile?
 * By the facts of this moment, read in this transaction: what was true at the approval counts for nothing (I1, I16, I18).
 */
@Injectable()
export class EntitlementCheck {
  constructor(
    private readonly directory: DirectoryRepository,
    private readonly grants: GrantRepository,
  ) {}

  /**
   * Throws `forbidden` with the first reason. Whoever has not approved makes no difference to what the approvals are
   * worth, so the grant's own people are asked about first; everybody is read only where a refusal has to be explained.
   */
  async assert(tx: Tx, grant: ApprovedGrant, profile: AccessProfile): Promise<void> {
    const approvals = [grant, ...grant.extensions].flatMap((approved) => approved.approvals);
    const concerned = [grant.personId, ...approvals.map(({ approverId }) => approverId)];
    const few = await this.directory.organisationAround(tx, concerned);
    if ((await this.refusals(tx, grant, profile, few)).length === 0) return;
    const refusals = await this.refusals(tx, grant, profile, await this.directory.organisation(tx));
    const refusal = refusals.at(0);
    if (refusal) throw forbidden(refusal.code, refusal.sentence);
  }

  private async refusals(
    tx: Tx,
    grant: ApprovedGrant,
    profile: AccessProfile,
    organisation: Organisation,
  ): Promise<readonly Reason[]> {
    const accounts = accountsOf(personOf(grant, organisation), organisation);
    const held = await this.grants.heldBy(tx, accounts, grant.requestId);
    return grantRefusals({ grant, profile, held, organisation, now: tx.now });
  }
}

/** Every account of the same human being: duties are separated between people, not between accounts. */
export const accountsOf = (person: PersonFacts, organisation: Organisation): string[] =>
  organisation.people.filter((other) => humanOf(other) === humanOf(person)).map(({ id }) => id);
