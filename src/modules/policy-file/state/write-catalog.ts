import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '../../../platform/database/unit-of-work';
import { CatalogRepository, type ProfileRecord } from '../../catalog';
import type { PolicyState, ProfileState } from '../plan/policy-state';
import { differing } from './differing';
import { idOf, type PolicyIds } from './policy-ids';
import { translateExceptions, translateRoutes, translateSeparationApprovals, translateSteps } from './routes';

/** Writes the organisation, systems, rights and profiles that differ, in the order in which they refer to each other. */
@Injectable()
export class WriteCatalog {
  constructor(private readonly catalog: CatalogRepository) {}

  async write(tx: Tx, current: PolicyState, settled: PolicyState, ids: PolicyIds): Promise<void> {
    const { organisation } = settled;
    if (organisation !== undefined && !isDeepStrictEqual(current.organisation, organisation)) {
      await this.catalog.saveOrganisation(tx, organisation);
    }
    for (const [key, activity] of differing(current.processingActivities, settled.processingActivities)) {
      await this.catalog.saveProcessingActivity(tx, {
        ...activity,
        id: idOf(ids.processingActivities, key),
        key,
      });
    }
    for (const [key, { owners, credential, ...system }] of differing(current.systems, settled.systems)) {
      await this.catalog.saveSystem(tx, {
        ...system,
        id: idOf(ids.systems, key),
        key,
        credentialReference: credential,
        ownerIds: owners.map((owner) => idOf(ids.people, owner)),
      });
    }
    for (const [key, { system, ...right }] of differing(current.entitlements, settled.entitlements)) {
      await this.catalog.saveEntitlement(tx, {
        ...right,
        id: idOf(ids.entitlements, key),
        key,
        systemId: idOf(ids.systems, system),
      });
    }
    for (const [key, profile] of differing(current.accessProfiles, settled.accessProfiles)) {
      await this.catalog.saveProfile(tx, profileRecord(key, profile, ids));
    }
  }
}

function profileRecord(key: string, profile: ProfileState, ids: PolicyIds): ProfileRecord {
  const id = idOf(ids.accessProfiles, key);
  const { name, retired, rules, entitlements, processingActivity, ...words } = profile;
  return {
    ...words,
    id,
    key,
    name,
    processingActivity: { id: idOf(ids.processingActivities, processingActivity) },
    entitlements: entitlements.map((right) => ({ id: idOf(ids.entitlements, right) })),
    rules: {
      ...rules,
      id,
      name,
      retired,
      approvals: translateSteps(rules.approvals, (handle) => idOf(ids.people, handle)),
      witnesses: translateRoutes(rules.witnesses, (handle) => idOf(ids.people, handle)),
      separateFrom: rules.separateFrom.map((other) => idOf(ids.accessProfiles, other)),
      separationApprovals: translateSeparationApprovals(
        rules.separationApprovals,
        (handle) => idOf(ids.people, handle),
        (other) => idOf(ids.accessProfiles, other),
      ),
      separationExceptions: translateExceptions(
        rules.separationExceptions,
        (handle) => idOf(ids.people, handle),
        (other) => idOf(ids.accessProfiles, other),
      ),
    },
  };
}
