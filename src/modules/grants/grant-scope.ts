import { digestOf } from '../../platform/crypto/digest';
import type { AccessProfile } from '../catalog';

/**
 * All of a profile that decides what its holder is given, and where: which rights with which settings, at which systems
 * set up how. Not the words that describe it, and not by which secret the broker itself logs in there.
 */
export const grantScope = ({ id, rules, entitlements }: AccessProfile) => ({
  profileId: id,
  personalData: rules.personalData,
  entitlements: entitlements
    .map(({ id: entitlementId, settings, system }) => ({
      id: entitlementId,
      settings,
      system: { id: system.id, kind: system.kind, settings: system.settings },
    }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1)),
});

/** Kept with a grant when it is approved, and held against the profile of the moment whenever the grant is used. */
export const scopeDigest = (profile: AccessProfile): string => digestOf(grantScope(profile));
