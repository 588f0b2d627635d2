import { Inject, Injectable } from '@nestjs/common';
import { type Clock, conflict, DomainError, known, SECOND } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { open } from '../../../platform/database/audit-event';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { AccessProfile } from '../../catalog';
import { durationInWords, useHoursInWords } from '../../policy';
import { extensionRefusal, latestEnd, secondsToAdd } from '../domain/extension';
import { EntitlementCheck } from '../entitlement-check';
import { type ExtendableKinds, EXTENDABLE_KINDS } from './extendable-kinds';
import type { ApprovedGrant, Grant } from '../grant';
import { grantEvent, leaseEvent } from '../grant-events';
import { GrantRepository } from '../grant.repository';
import { LEASE_CHANNEL } from '../deadlines/lease-channel';
import { LeaseRepository } from '../lease.repository';

export interface ExtensionTerms {
  readonly requestId: string;
  readonly requestVersion: number;
  readonly requestDigest: string;
  readonly from: Date;
  readonly until: Date;
}

/**
 * Moves the deadline of a grant in use, in the transaction of the last approval, and writes down the intent to move those of
 * its log-ins. At the targets the earlier deadline holds until each has been moved there (see ExtendLeasesJob).
 */
@Injectable()
export class ExtendGrant {
  constructor(
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly check: EntitlementCheck,
    @Inject(EXTENDABLE_KINDS) private readonly extendable: ExtendableKinds,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws unless this grant, which the caller has locked, still stands and can be extended to exactly that (I1, I12). */
  async assertPossible(
    tx: Tx,
    grant: ApprovedGrant,
    profile: AccessProfile,
    terms: ExtensionTerms,
  ): Promise<void> {
    this.assertGoesOn(grant);
    if (grant.expiresAt?.getTime() !== terms.from.getTime()) throw changed();
    const seconds = (terms.until.getTime() - terms.from.getTime()) / SECOND;
    assertWithinMaximum(grant, profile, seconds);
    await this.check.assert(tx, grant, profile);
  }

  /** By this moment's clock: the transaction may have begun while somebody else held the grant. */
  assertGoesOn(grant: Grant): void {
    const refusal = extensionRefusal(grant, this.clock.now());
    if (refusal) throw new DomainError(refusal.kind, refusal.code, refusal.sentence);
  }

  async extend(tx: Tx, grant: ApprovedGrant, profile: AccessProfile, terms: ExtensionTerms): Promise<void> {
    await this.grants.extend(tx, grant.id, terms);
    const seconds = (terms.until.getTime() - terms.from.getTime()) / SECOND;
    tx.record(
      grantEvent(
        'grants.extended',
        grant,
        { from: open(terms.from), until: open(terms.until), seconds: open(seconds) },
        'info',
        [{ kind: 'access-request', id: terms.requestId }],
      ),
    );
    await this.intend(tx, grant, profile, terms);
    await tx.notify(LEASE_CHANNEL);
  }

  private async intend(
    tx: Tx,
    grant: Grant,
    { entitlements }: AccessProfile,
    { until }: ExtensionTerms,
  ): Promise<void> {
    const kindOf = new Map(entitlements.map(({ system }) => [system.id, system.kind]));
    const movable = (await this.leases.openOfGrant(tx, grant.id)).filter(({ systemId }) =>
      this.extendable.has(kindOf.get(systemId) ?? ''),
    );
    const intended = await this.leases.intendExtension(
      tx,
      movable.map(({ id }) => id),
      until,
    );
    for (const lease of movable.filter(({ id }) => intended.includes(id))) {
      const data = { targetName: open(lease.targetName), from: open(lease.expiresAt), until: open(until) };
      tx.record(leaseEvent('grants.lease_extension_intended', lease, grant, data));
    }
  }
}

export function assertWithinMaximum(grant: Grant, { rules }: AccessProfile, seconds: number): void {
  const possibleSeconds = secondsToAdd(grant, rules);
  if (seconds <= possibleSeconds) return;
  const until = known(latestEnd(grant, rules), 'The first use').toISOString();
  const longest = durationInWords(Math.min(grant.maximumSeconds, rules.duration.maximum));
  const hours = rules.useHours ? `, and used ${useHoursInWords(rules.useHours)}` : '';
  const rule = `“${rules.name}” is given for at most ${longest} from the first use${hours}`;
  const rest =
    possibleSeconds === 0
      ? 'and all of it is taken. Ask for access again when this has ended.'
      : `so at most ${durationInWords(possibleSeconds)} can be added.`;
  throw conflict('requests.beyond_maximum', `${rule}, ${rest}`, {
    possibleSeconds,
    until,
    errors: [{ path: 'durationSeconds', message: `${rule}, ${rest}` }],
  });
}

const changed = (): DomainError =>
  conflict('grants.changed', 'The end of this grant was moved meanwhile. Reload the page and look again.');
