import { Injectable } from '@nestjs/common';
import { conflict } from '../../kernel';
import type { Tx } from '../../platform/database/unit-of-work';
import type { AccessProfile } from '../catalog';
import {
  type ApprovedGrant,
  assertWithinMaximum,
  ExtendGrant,
  type ExtensionTerms,
  type Grant,
  secondsToAdd,
} from '../grants';
import type { RequestInput } from '../policy';
import { type AccessRequest, extendsUntil } from './access-request';
import type { Asker } from './request-facts';
import { type Judged, RequestRules } from './request-rules';

/** More time for a grant in use: the rules of every request, and those of what it is added to. */
@Injectable()
export class ExtensionRules {
  constructor(
    private readonly rules: RequestRules,
    private readonly extendGrant: ExtendGrant,
  ) {}

  /** On a grant that the caller has locked. Throws unless it goes on, and that much may be added to it. */
  async assertAcceptable(
    tx: Tx,
    grant: Grant,
    profile: AccessProfile,
    { person, organisation }: Asker,
    input: RequestInput & { readonly durationSeconds: number },
  ): Promise<Judged> {
    this.extendGrant.assertGoesOn(grant);
    assertWithinMaximum(grant, profile, input.durationSeconds);
    const limited = withRoom(profile, secondsToAdd(grant, profile.rules));
    const judged = await this.rules.assertAcceptable(
      tx,
      person,
      limited,
      organisation,
      input,
      grant.requestId,
    );
    const { approvals } = judged.profile.rules;
    return { ...judged, profile: { ...profile, rules: { ...profile.rules, approvals } } };
  }

  /** Throws unless what an approver is about to approve could be carried out now. */
  async assertPossible(
    tx: Tx,
    grant: ApprovedGrant,
    profile: AccessProfile,
    request: AccessRequest,
  ): Promise<void> {
    await this.extendGrant.assertPossible(tx, grant, profile, extensionTerms(request));
  }
}

export function extensionTerms(request: AccessRequest): ExtensionTerms {
  const { id, version, digest, durationSeconds, extension } = request;
  if (!extension) throw conflict('requests.nothing_to_extend', 'This request asks for no more time.');
  return {
    requestId: id,
    requestVersion: version,
    requestDigest: digest,
    from: extension.from,
    until: extendsUntil(extension, durationSeconds),
  };
}

/** The shortest useful time is for its holder to say; it goes on from the end, and from nowhere else. */
const withRoom = (profile: AccessProfile, room: number): AccessProfile => ({
  ...profile,
  rules: { ...profile.rules, startAhead: 0, duration: { minimum: 1, default: room, maximum: room } },
});
