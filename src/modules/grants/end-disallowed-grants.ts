import { Injectable } from '@nestjs/common';
import { known } from '../../kernel';
import type { Tx } from '../../platform/database/unit-of-work';
import { type AccessProfile, CatalogRepository } from '../catalog';
import { DirectoryRepository } from '../directory';
import { type HeldProfile, humanOf, type Organisation, type Reason } from '../policy';
import { EndGrant } from './end-grant';
import type { ApprovedGrant } from './grant';
import { grantRefusals, personOf } from './grant-refusals';
import { GrantRepository } from './grant.repository';

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
  ) {}

  /**
   * Answers how many were ended. Nobody can add a grant or use one by the earlier policy meanwhile (see `changePolicy`),
   * so all are judged from one reading, and only those that have to end are locked: in the order of their ids, as
   * everybody who locks several does.
   */
  async run(tx: Tx): Promise<number> {
    const disallowed = await this.disallowed(tx);
    for (const grant of await this.grants.lockAll(tx, [...disallowed.keys()])) {
      const because = known(disallowed.get(grant.id), 'The reason').code;
      await this.endGrant.end(tx, grant, { reason: 'no-longer-allowed', by: null, because });
    }
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
  const ofHuman = byHuman(open, organisation);
  const reasons = new Map<string, Reason>();
  for (const grant of open) {
    const profile = known(profiles.get(grant.profileId), 'A profile');
    const held = known(ofHuman.get(humanWith(grant, organisation)), 'A grant')
      .filter(({ id }) => id !== grant.id && !reasons.has(id))
      .map(({ profileId }) => heldProfile(known(profiles.get(profileId), 'A profile')));
    const reason = grantRefusals({ grant, profile, held, organisation, now }).at(0);
    if (reason) reasons.set(grant.id, reason);
  }
  return reasons;
}

function byHuman(
  open: readonly ApprovedGrant[],
  organisation: Organisation,
): ReadonlyMap<string, ApprovedGrant[]> {
  const grants = new Map<string, ApprovedGrant[]>();
  for (const grant of open) {
    const human = humanWith(grant, organisation);
    const others = grants.get(human);
    if (others) others.push(grant);
    else grants.set(human, [grant]);
  }
  return grants;
}

const humanWith = (grant: ApprovedGrant, organisation: Organisation): string =>
  humanOf(personOf(grant, organisation));

const heldProfile = ({ rules: { id, name, separateFrom } }: AccessProfile): HeldProfile => ({
  id,
  name,
  separateFrom,
});
