import { Injectable } from '@nestjs/common';
import { addSeconds, newId } from '../../kernel';
import { open } from '../../platform/database/audit-event';
import type { Tx } from '../../platform/database/unit-of-work';
import type { AccessProfile } from '../catalog';
import { nextOpenTime, openTimeAt } from '../policy';
import { grantEvent } from './grant-events';
import { scopeDigest } from './grant-scope';
import { GrantRepository, type NewGrant } from './grant.repository';
import { LEASE_CHANNEL } from './deadlines/lease-channel';

export interface GrantTerms {
  readonly requestId: string;
  readonly requestVersion: number;
  readonly requestDigest: string;
  readonly personId: string;
  readonly profile: AccessProfile;
  readonly durationSeconds: number;
  /** null: at once. */
  readonly startsAt: Date | null;
  /** None: the policy approved it, or somebody broke the glass. */
  readonly approvalIds: readonly string[];
  readonly breakGlass?: true;
}

/** Turns an approved request into a grant, in the transaction of the last approval. The duration starts at the first use. */
@Injectable()
export class CreateGrant {
  constructor(private readonly grants: GrantRepository) {}

  async create(tx: Tx, terms: GrantTerms): Promise<string> {
    const startsAt = usableFrom(terms, tx.now);
    const grant: NewGrant = {
      id: newId(),
      requestId: terms.requestId,
      requestVersion: terms.requestVersion,
      requestDigest: terms.requestDigest,
      scopeDigest: scopeDigest(terms.profile),
      personId: terms.personId,
      profileId: terms.profile.id,
      state: startsAt > tx.now ? 'scheduled' : 'claimable',
      durationSeconds: terms.durationSeconds,
      maximumSeconds: terms.profile.rules.duration.maximum,
      startsAt,
      claimBy: addSeconds(startsAt, terms.profile.rules.claimWindow),
      createdAt: tx.now,
      approvalIds: terms.approvalIds,
      approvedByPolicy: terms.approvalIds.length === 0 && !terms.breakGlass,
    };
    await this.grants.insert(tx, grant);
    tx.record(
      grantEvent('grants.created', grant, {
        state: open(grant.state),
        durationSeconds: open(grant.durationSeconds),
        startsAt: open(grant.startsAt),
        claimBy: open(grant.claimBy),
        approvals: open(grant.approvalIds.length),
      }),
    );
    await tx.notify(LEASE_CHANNEL);
    return grant.id;
  }
}

/** Approved outside the hours in which it is used, it waits for them. */
function usableFrom({ startsAt, profile }: GrantTerms, now: Date): Date {
  const wanted = startsAt !== null && startsAt > now ? startsAt : now;
  const { useHours } = profile.rules;
  if (useHours === null || openTimeAt(useHours, wanted)) return wanted;
  return nextOpenTime(useHours, wanted)?.opensAt ?? wanted;
}
