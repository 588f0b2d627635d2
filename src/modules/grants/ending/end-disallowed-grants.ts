import { Injectable } from '@nestjs/common';
import { known } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import { type AccessProfile, CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { type HeldProfile, humanOf, type Organisation, type Reason } from '../../policy';
import { EndGrant } from './end-grant';
import type { ApprovedGrant, Grant } from '../grant';
import { approvedWithBy, grantRefusals, personOf } from '../grant-refusals';
import { GrantObservers } from '../grant-observers';
import { GrantRepository } from '../grant.repository';

interface Policy {
  readonly organisation: Organisation;
  readonly profiles: ReadonlyMap<string, AccessProfile>;
}

/**
 * After people, job roles, profiles or rights changed: ends every open grant that could not be given again by today's
 * facts (I16). Runs in the transaction of the change, so that there is no moment in between.
 */
@Injectable()
export class EndDisallowedGrants {
  constructor(
    private readonly grants: GrantRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly endGrant: EndGrant,
    private readonly observers: GrantObservers,
  ) {}

  /**
   * Answers how many were ended. Nobody can add a grant or use one by the earlier policy meanwhile (see `changePolicy`),
   * so all are judged from one reading, and only those that have to end are locked: in the order of their ids, as
   * everybody who locks several does.
   */
  async run(tx: Tx): Promise<number> {
    await this.observers.policyChanges(tx);
    const disallowed = await this.disallowed(tx);
    if (disallowed.size === 0) return 0;
    const grants = await this.grants.lockAll(tx, [...disallowed.keys()]);
    const because = ({ id }: Grant): string => known(disallowed.get(id), 'The reason').code;
    await this.endGrant.endAll(tx, grants, { reason: 'no-longer-allowed', by: null, because });
    return disallowed.size;
  }

  /** The reason of each that has to end, by its id. */
  private async disallowed(tx: Tx): Promise<ReadonlyMap<string, Reason>> {
    const organisation = await this.directory.organisation(tx);
    const profiles = new Map((await this.catalog.profiles(tx)).map((profile) => [profile.id, profile]));
    const open = await this.grants.openWithApprovals(tx);
    return reasonsToEnd(open, { organisation, profiles }, tx.now);
  }
}

/** In the order of `open`; a grant that has to end keeps its person from nothing any more. */
function reasonsToEnd(
  open: readonly ApprovedGrant[],
  { organisation, profiles }: Policy,
  now: Date,
): ReadonlyMap<string, Reason> {
  const holdings = new Holdings(open, organisation);
  const reasons = new Map<string, Reason>();
  for (const grant of open) {
    const profile = known(profiles.get(grant.profileId), 'A profile');
    const held = holdings
      .besides(grant)
      .map((other) => heldProfile(other, known(profiles.get(other.profileId), 'A profile')));
    const reason = grantRefusals({ grant, profile, held, organisation, now }).at(0);
    if (!reason) continue;
    reasons.set(grant.id, reason);
    holdings.drop(grant);
  }
  return reasons;
}

/** The open grants of each human being, by whichever account. */
class Holdings {
  private readonly grants = new Map<string, Set<ApprovedGrant>>();

  constructor(
    open: readonly ApprovedGrant[],
    private readonly organisation: Organisation,
  ) {
    for (const grant of open) this.of(grant).add(grant);
  }

  besides(grant: ApprovedGrant): ApprovedGrant[] {
    return [...this.of(grant)].filter((other) => other !== grant);
  }

  drop(grant: ApprovedGrant): void {
    this.of(grant).delete(grant);
  }

  private of(grant: ApprovedGrant): Set<ApprovedGrant> {
    const human = humanOf(personOf(grant, this.organisation));
    const known = this.grants.get(human) ?? new Set<ApprovedGrant>();
    this.grants.set(human, known);
    return known;
  }
}

const heldProfile = (
  grant: ApprovedGrant,
  { rules: { id, name, separateFrom, separationApprovals, separationExceptions } }: AccessProfile,
): HeldProfile => ({
  id,
  name,
  separateFrom,
  separationApprovals,
  separationExceptions,
  approvedWith: approvedWithBy(grant),
});
