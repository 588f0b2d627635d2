import { digestOf } from '../../platform/crypto/digest';
import type { AccessProfile } from '../catalog';
import { grantScope } from '../grants';
import type { AccessRequest } from './access-request';

/**
 * What an approver signs: who, what with which rights, how long, why, for which ticket, from when. A change of the rights,
 * or of the words in which the profile was described, makes another digest: an approval given before does not cover it.
 * The rights are those that the grant is held against at every issue (see `scopeDigest` of grants).
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
    justification: request.justification,
    profile: profileAsShown(profile),
    requestId: request.id,
    requesterId: request.requesterId,
    scope: grantScope(profile),
    startsAt: request.startsAt?.toISOString() ?? null,
    ticket: request.ticket,
    version: request.version,
  });

const profileAsShown = ({
  name,
  allows,
  allowsNot,
  dataCategory,
  purpose,
  processingActivity,
}: AccessProfile) => ({
  name,
  allows,
  allowsNot,
  dataCategory,
  purpose,
  processingActivity: processingActivity.title,
});
