import { digestOf } from '../../platform/crypto/digest';
import type { AccessProfile } from '../catalog';
import { grantScope } from '../grants';
import { type AccessRequest, type Extension, extendsUntil } from './access-request';

/**
 * What an approver signs: who, what with which rights, how long, why, for which ticket, from when. A change of the rights,
 * or of the words in which the profile was described, makes another digest: an approval given before does not cover it.
 * An extension says of which grant, from which end to which; what is held as well, and needs an extra approval, by name. The rights are those that the grant is held against at every issue (see `scopeDigest` of grants).
 */
export const requestDigest = (
  request: Pick<
    AccessRequest,
    | 'id'
    | 'version'
    | 'requesterId'
    | 'justification'
    | 'ticket'
    | 'durationSeconds'
    | 'startsAt'
    | 'extension'
    | 'conflicts'
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
    ...(request.extension && { extends: extensionAsShown(request.extension, request.durationSeconds) }),
    // Only where there are any: what was approved without them is what it was.
    ...(request.conflicts.length > 0 && { heldTogetherWith: request.conflicts }),
    version: request.version,
  });

const extensionAsShown = (extension: Extension, durationSeconds: number) => ({
  grantId: extension.grantId,
  from: extension.from.toISOString(),
  until: extendsUntil(extension, durationSeconds).toISOString(),
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
