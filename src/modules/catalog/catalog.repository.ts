import { Injectable } from '@nestjs/common';
import { notFound } from '../../kernel';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import type {
  AccessProfile,
  Entitlement,
  Organisation,
  ProcessingActivity,
  ProfileRecord,
  System,
  SystemReading,
} from './catalog';
import {
  AccessProfileEntitlementEntity,
  AccessProfileEntity,
  AccessProfileJobRoleEntity,
  EntitlementEntity,
  OrganisationEntity,
  ProcessingActivityEntity,
  SystemEntity,
  SystemOwnerEntity,
} from './catalog.entity';
import { profileOf, type ProfileRow, PROFILES } from './profile-row';

const SYSTEMS = `
  SELECT s.id, s.key, s.name, s.kind, s.environment, s.settings, s.credential_reference AS "credentialReference",
         s.retired_at IS NOT NULL AS retired,
         coalesce((SELECT array_agg(o.person_id) FROM system_owner o WHERE o.system_id = s.id), '{}') AS "ownerIds"
  FROM system s`;

const ENTITLEMENTS = `
  SELECT id, key, system_id AS "systemId", name, description, personal_data AS "personalData", settings,
         retired_at IS NOT NULL AS retired
  FROM entitlement`;

@Injectable()
export class CatalogRepository {
  async organisation(from: Reader): Promise<Organisation | undefined> {
    const row = await from.first<Organisation>(
      `SELECT name, dpo_contact AS "dpoContact",
              json_build_object('requests', burst_requests, 'within', burst_within_seconds) AS burst
       FROM organisation`,
    );
    return row;
  }

  processingActivities(from: Reader): Promise<ProcessingActivity[]> {
    return from.query<ProcessingActivity>(
      `SELECT id, key, title, purpose, data_categories AS "dataCategories", legal_basis AS "legalBasis",
              retired_at IS NOT NULL AS retired
       FROM processing_activity ORDER BY key`,
    );
  }

  /** Retired ones included: history points to them. */
  systems(from: Reader): Promise<System[]> {
    return from.query<System>(`${SYSTEMS} ORDER BY s.key`);
  }

  async system(from: Reader, id: string): Promise<System> {
    const system = await from.first<System>(`${SYSTEMS} WHERE s.id = $1`, [id]);
    if (!system) throw notFound('catalog.unknown_system', 'There is no such system.');
    return system;
  }

  async systemByKey(from: Reader, key: string): Promise<System> {
    const system = await from.first<System>(`${SYSTEMS} WHERE s.key = $1`, [key]);
    if (!system) throw notFound('catalog.unknown_system', 'There is no such system.');
    return system;
  }

  entitlements(from: Reader): Promise<Entitlement[]> {
    return from.query<Entitlement>(`${ENTITLEMENTS} ORDER BY key`);
  }

  /** Of one system, retired ones included: what was made under them may still be there. */
  entitlementsOf(from: Reader, systemId: string): Promise<Entitlement[]> {
    return from.query<Entitlement>(`${ENTITLEMENTS} WHERE system_id = $1 ORDER BY key`, [systemId]);
  }

  /** Retired ones included: history points to them. */
  async profiles(from: Reader): Promise<AccessProfile[]> {
    return (await from.query<ProfileRow>(`${PROFILES} ORDER BY f.name, f.id`)).map(profileOf);
  }

  async profile(from: Reader, id: string): Promise<AccessProfile> {
    const row = await from.first<ProfileRow>(`${PROFILES} WHERE f.id = $1`, [id]);
    if (!row) throw notFound('catalog.unknown_profile', 'There is no such access profile.');
    return profileOf(row);
  }

  async profileByKey(from: Reader, key: string): Promise<AccessProfile> {
    const row = await from.first<ProfileRow>(`${PROFILES} WHERE f.key = $1`, [key]);
    if (!row) throw notFound('catalog.unknown_profile', 'There is no such access profile.');
    return profileOf(row);
  }

  readings(from: Reader): Promise<SystemReading[]> {
    return from.query<SystemReading>(
      'SELECT system_id AS "systemId", guard, findings, read_at AS "readAt" FROM system_reading',
    );
  }

  async saveReading(tx: Tx, reading: SystemReading): Promise<void> {
    await tx.query(
      `INSERT INTO system_reading (system_id, guard, findings, read_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (system_id) DO UPDATE SET guard = excluded.guard, findings = excluded.findings, read_at = excluded.read_at`,
      [reading.systemId, JSON.stringify(reading.guard), JSON.stringify(reading.findings), reading.readAt],
    );
  }

  async saveOrganisation(tx: Tx, { burst, ...organisation }: Organisation): Promise<void> {
    const row = { ...organisation, burstRequests: burst.requests, burstWithinSeconds: burst.within };
    await tx.manager.upsert(OrganisationEntity, { onlyOne: true, ...row }, ['onlyOne']);
  }

  async saveProcessingActivity(tx: Tx, { retired, ...activity }: ProcessingActivity): Promise<void> {
    await tx.manager.upsert(
      ProcessingActivityEntity,
      { ...activity, dataCategories: [...activity.dataCategories], retiredAt: retired ? tx.now : null },
      ['id'],
    );
  }

  async saveSystem(tx: Tx, { retired, ownerIds, ...system }: System): Promise<void> {
    await tx.manager.upsert(SystemEntity, { ...system, retiredAt: retired ? tx.now : null }, ['id']);
    await tx.manager.delete(SystemOwnerEntity, { systemId: system.id });
    const owners = ownerIds.map((personId) => ({ systemId: system.id, personId }));
    if (owners.length > 0) await tx.manager.insert(SystemOwnerEntity, owners);
  }

  async saveEntitlement(tx: Tx, { retired, ...entitlement }: Entitlement): Promise<void> {
    await tx.manager.upsert(EntitlementEntity, { ...entitlement, retiredAt: retired ? tx.now : null }, [
      'id',
    ]);
  }

  /** The profile with its job roles and entitlements, as one whole. A retired one keeps them for the record. */
  async saveProfile(tx: Tx, profile: ProfileRecord): Promise<void> {
    const { rules } = profile;
    // Job roles first: their foreign key carries `personal_data` along, and the circle's constraint must judge the new set.
    await tx.manager.delete(AccessProfileJobRoleEntity, { profileId: profile.id });
    await tx.manager.upsert(
      AccessProfileEntity,
      {
        id: profile.id,
        key: profile.key,
        name: profile.name,
        description: profile.description,
        allows: [...profile.allows],
        allowsNot: [...profile.allowsNot],
        personalData: rules.personalData,
        dataCategory: profile.dataCategory,
        purpose: profile.purpose,
        processingActivityId: profile.processingActivity.id,
        minimumSeconds: rules.duration.minimum,
        defaultSeconds: rules.duration.default,
        maximumSeconds: rules.duration.maximum,
        claimWindowSeconds: rules.claimWindow,
        startAheadSeconds: rules.startAhead,
        minimumJustification: rules.minimumJustification,
        ticket: rules.ticket,
        stepUpMaxAgeSeconds: rules.stepUpMaxAge,
        breakGlassMaximumSeconds: rules.breakGlass?.maximum ?? null,
        approvals: [...rules.approvals],
        approvalOrder: rules.approvalOrder,
        witnesses: [...rules.witnesses],
        approvedByPolicy: rules.approvedByPolicy,
        useHours: rules.useHours,
        pauseAfterDenialSeconds: rules.pauseAfterDenial,
        prerequisites: [...rules.prerequisites],
        separateFrom: [...rules.separateFrom],
        separationApprovals: [...rules.separationApprovals],
        separationExceptions: [...rules.separationExceptions],
        retiredAt: rules.retired ? tx.now : null,
      },
      ['id'],
    );
    const jobRoles = rules.eligibleJobRoles.map((jobRole) => ({
      profileId: profile.id,
      personalData: rules.personalData,
      jobRole,
    }));
    if (jobRoles.length > 0) await tx.manager.insert(AccessProfileJobRoleEntity, jobRoles);
    await tx.manager.delete(AccessProfileEntitlementEntity, { profileId: profile.id });
    const entitlements = profile.entitlements.map(({ id }) => ({ profileId: profile.id, entitlementId: id }));
    if (entitlements.length > 0) await tx.manager.insert(AccessProfileEntitlementEntity, entitlements);
  }
}
