import { digestOf } from '../../platform/crypto/digest';
import type { AccessProfile } from '../catalog';
import type { AccessRequest } from './access-request';

/**
 * What an approver signs: who, what with which rights, how long, why, for which ticket, from when. A change of the
 * profile's entitlements changes it too, so that an approval never covers more than was shown.
 */
export const requestDigest = (
  request: Pick<
    AccessRequest,
    'id' | 'version' | 'requesterId' | 'justification' | 'ticket' | 'durationSeconds' | 'startsAt'
  >,
  profile: AccessProfile,
): string =>
  digestOf({
    action: 'requests.decide',
    durationSeconds: request.durationSeconds,
    entitlements: profile.entitlements.map(({ id, settings, system }) => ({
      id,
      settings,
      system: system.id,
    })),
    justification: request.justification,
    personalData: profile.rules.personalData,
    profileId: profile.id,
    requestId: request.id,
    requesterId: request.requesterId,
    startsAt: request.startsAt?.toISOString() ?? null,
    ticket: request.ticket,
    version: request.version,
  });
