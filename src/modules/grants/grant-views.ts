import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { iso, isoOrNull } from '../../platform/http/shapes';
import { type AccessProfile, CatalogRepository, type ProfileEntitlement, type System } from '../catalog';
import { DirectoryRepository, type Person } from '../directory';
import { claimDigest } from './issuing/claim-digest';
import { claimRefusal } from './domain/claim';
import { extensionRefusal, latestEnd, secondsToAdd } from './domain/extension';
import { type ExtendableKinds, EXTENDABLE_KINDS } from './extending/extendable-kinds';
import type { Grant, Lease } from './grant';
import { GrantAccess } from './grant-access';
import { type GrantExtension, GrantRepository } from './grant.repository';
import type { GrantView, HeldLeaseView, LeaseView } from './grants.dto';
import { LeaseRepository } from './lease.repository';

/** The names that ids stand for. */
interface Names {
  readonly people: ReadonlyMap<string, Person>;
  readonly profiles: ReadonlyMap<string, AccessProfile>;
  readonly systems: ReadonlyMap<string, System>;
  readonly entitlements: ReadonlyMap<string, { readonly id: string; readonly name: string }>;
}

/** What belongs to one grant. */
interface Around {
  readonly leases: readonly Lease[];
  readonly extensions: readonly GrantExtension[];
  readonly pending: GrantExtension | undefined;
}

/** Grants and leases as clients see them. */
@Injectable()
export class GrantViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly access: GrantAccess,
    @Inject(EXTENDABLE_KINDS) private readonly extendable: ExtendableKinds,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async one(principal: Principal, grant: Grant): Promise<GrantView> {
    const [view] = await this.many(principal, [grant]);
    return view;
  }

  async many(principal: Principal, grants: readonly Grant[]): Promise<GrantView[]> {
    if (grants.length === 0) return [];
    const names = await this.names();
    const ids = grants.map(({ id }) => id);
    const leases = await this.leases.ofGrants(this.uow.reader, ids);
    const extensions = await this.grants.extensionsOf(this.uow.reader, ids);
    const pending = await this.grants.pendingExtensionsOf(this.uow.reader, ids);
    const now = this.clock.now();
    return grants.map((grant) => {
      const isOf = ({ grantId }: { readonly grantId: string }): boolean => grantId === grant.id;
      const around = {
        leases: leases.filter(isOf),
        extensions: extensions.filter(isOf),
        pending: pending.find(isOf),
      };
      return this.view(grant, around, names, principal, now);
    });
  }

  async ofLeases(leases: readonly Lease[]): Promise<LeaseView[]> {
    if (leases.length === 0) return [];
    const names = await this.names();
    return leases.map((lease) => leaseViewOf(lease, names));
  }

  /** The same with whose each is. */
  async ofHeldLeases(leases: readonly Lease[]): Promise<HeldLeaseView[]> {
    if (leases.length === 0) return [];
    const names = await this.names();
    const grants = byId(
      await this.grants.byIds(
        this.uow.reader,
        leases.map(({ grantId }) => grantId),
      ),
    );
    return leases.map((lease) => {
      const { personId, profileId } = known(grants.get(lease.grantId), 'A grant');
      const { key, name } = known(names.profiles.get(profileId), 'A name');
      return { ...leaseViewOf(lease, names), person: personOf(personId, names), profile: { key, name } };
    });
  }

  private view(
    grant: Grant,
    { leases, extensions, pending }: Around,
    names: Names,
    principal: Principal,
    now: Date,
  ): GrantView {
    const profile = known(names.profiles.get(grant.profileId), 'A name');
    const { rules } = profile;
    const isOwn = grant.personId === principal.personId;
    const canGoOn = extensionRefusal(grant, now) === undefined && secondsToAdd(grant, rules) > 0;
    const isOpen = !['ending', 'unconfirmed', 'ended'].includes(grant.state);
    return {
      id: grant.id,
      requestId: grant.requestId,
      person: personOf(grant.personId, names),
      profile: {
        id: profile.id,
        key: profile.key,
        name: profile.name,
        personalData: profile.rules.personalData,
        entitlements: profile.entitlements.map((entitlement) => this.logInOf(grant, entitlement)),
      },
      state: grant.state,
      durationSeconds: grant.durationSeconds,
      startsAt: iso(grant.startsAt),
      claimBy: iso(grant.claimBy),
      claimedAt: isoOrNull(grant.claimedAt),
      expiresAt: isoOrNull(grant.expiresAt),
      endReason: grant.endReason,
      endedBy: grant.endedBy === null ? null : personOf(grant.endedBy, names),
      endAskedAt: isoOrNull(grant.endAskedAt),
      endedAt: isoOrNull(grant.endedAt),
      createdAt: iso(grant.createdAt),
      leases: leases.map((lease) => leaseViewOf(lease, names)),
      latestEnd: isoOrNull(latestEnd(grant, rules)),
      extensions: extensions.map(extensionOf),
      pendingExtension: pending ? extensionOf(pending) : null,
      may: {
        claim: isOwn && claimRefusal(grant, now) === undefined,
        end: isOpen && this.access.mayEnd(principal, grant),
        extend: isOwn && canGoOn && pending === undefined,
      },
    };
  }

  private logInOf(grant: Grant, { id, key, name, system }: ProfileEntitlement) {
    return {
      id,
      key,
      name,
      system: system.name,
      kind: system.kind,
      claimDigest: claimDigest(grant, { entitlementId: id, replace: false }),
      replaceDigest: claimDigest(grant, { entitlementId: id, replace: true }),
      extendable: this.extendable.has(system.kind),
    };
  }

  private async names(): Promise<Names> {
    const from = this.uow.reader;
    const [people, profiles, systems, entitlements] = await Promise.all([
      this.directory.people(from),
      this.catalog.profiles(from),
      this.catalog.systems(from),
      this.catalog.entitlements(from),
    ]);
    return {
      people: byId(people),
      profiles: byId(profiles),
      systems: byId(systems),
      entitlements: byId(entitlements),
    };
  }
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

const extensionOf = ({ requestId, from, until }: GrantExtension) => ({
  requestId,
  from: iso(from),
  until: iso(until),
});

const personOf = (id: string, { people }: Names) => ({ id, name: known(people.get(id), 'A name').name });

function leaseViewOf(lease: Lease, { systems, entitlements }: Names): LeaseView {
  const system = known(systems.get(lease.systemId), 'A name');
  const entitlement = known(entitlements.get(lease.entitlementId), 'A name');
  return {
    id: lease.id,
    grantId: lease.grantId,
    state: lease.state,
    system: { id: system.id, key: system.key, name: system.name },
    entitlement: { id: entitlement.id, name: entitlement.name },
    targetName: lease.targetName,
    issuedAt: isoOrNull(lease.issuedAt),
    expiresAt: iso(lease.expiresAt),
    extendTo: isoOrNull(lease.extendTo),
    endAskedAt: isoOrNull(lease.endAskedAt),
    endedAt: isoOrNull(lease.endedAt),
    proof: lease.proof,
    attempts: lease.attempts,
    nextAttemptAt: isoOrNull(lease.nextAttemptAt),
    lastError: lease.lastError,
  };
}
