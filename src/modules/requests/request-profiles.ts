import { Injectable } from '@nestjs/common';
import type { Reader } from '../../platform/database/unit-of-work';
import { type AccessProfile, CatalogRepository } from '../catalog';
import { type SeparationConflict, withExtraApprovals } from '../policy';
import type { AccessRequest } from './access-request';

/** The profile that a request asks for, with the extra approvals that its conflicts need by today's rules. */
@Injectable()
export class RequestProfiles {
  constructor(private readonly catalog: CatalogRepository) {}

  async of(from: Reader, { profileId, conflicts }: AccessRequest): Promise<AccessProfile> {
    const profile = await this.catalog.profile(from, profileId);
    return this.extended(from, profile, conflicts);
  }

  async extended(
    from: Reader,
    profile: AccessProfile,
    conflicts: readonly SeparationConflict[],
  ): Promise<AccessProfile> {
    return conflicts.length === 0
      ? profile
      : withConflicts(profile, conflicts, await this.catalog.profiles(from));
  }
}

export const withConflicts = (
  profile: AccessProfile,
  conflicts: readonly SeparationConflict[],
  profiles: readonly AccessProfile[],
): AccessProfile => ({
  ...profile,
  rules: withExtraApprovals(
    profile.rules,
    conflicts,
    profiles.map(({ rules }) => rules),
  ),
});
