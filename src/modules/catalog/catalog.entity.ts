import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('organisation')
export class OrganisationEntity {
  @PrimaryColumn('boolean') onlyOne: true;
  @Column('text') name: string;
  @Column('text') dpoContact: string;
  @Column('integer') burstRequests: number;
  @Column('integer') burstWithinSeconds: number;
}

@Entity('processing_activity')
export class ProcessingActivityEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') title: string;
  @Column('text') purpose: string;
  @Column('text', { array: true }) dataCategories: string[];
  @Column('text') legalBasis: string;
  @Column('timestamptz', { nullable: true }) retiredAt: Date | null;
}

@Entity('system')
export class SystemEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text') kind: string;
  @Column('text') environment: string;
  @Column('jsonb') settings: object;
  @Column('text') credentialReference: string;
  @Column('timestamptz', { nullable: true }) retiredAt: Date | null;
}

@Entity('system_owner')
export class SystemOwnerEntity {
  @PrimaryColumn('uuid') systemId: string;
  @PrimaryColumn('uuid') personId: string;
}

@Entity('entitlement')
export class EntitlementEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('uuid') systemId: string;
  @Column('text') name: string;
  @Column('text') description: string;
  @Column('boolean') personalData: boolean;
  @Column('jsonb') settings: object;
  @Column('timestamptz', { nullable: true }) retiredAt: Date | null;
}

@Entity('access_profile')
export class AccessProfileEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') key: string;
  @Column('text') name: string;
  @Column('text') description: string;
  @Column('text', { array: true }) allows: string[];
  @Column('text', { array: true }) allowsNot: string[];
  @Column('boolean') personalData: boolean;
  @Column('text') dataCategory: string;
  @Column('text') purpose: string;
  @Column('uuid') processingActivityId: string;
  @Column('integer') minimumSeconds: number;
  @Column('integer') defaultSeconds: number;
  @Column('integer') maximumSeconds: number;
  @Column('integer') claimWindowSeconds: number;
  @Column('integer') startAheadSeconds: number;
  @Column('integer') minimumJustification: number;
  @Column('jsonb', { nullable: true }) ticket: object | null;
  @Column('integer') stepUpMaxAgeSeconds: number;
  @Column('integer', { nullable: true }) breakGlassMaximumSeconds: number | null;
  @Column('jsonb') approvals: object[];
  @Column('text') approvalOrder: string;
  @Column('jsonb') witnesses: object[];
  @Column('text', { nullable: true }) approvedByPolicy: string | null;
  @Column('jsonb', { nullable: true }) useHours: object | null;
  @Column('integer') pauseAfterDenialSeconds: number;
  @Column('jsonb') prerequisites: object[];
  @Column('uuid', { array: true }) separateFrom: string[];
  @Column('jsonb') separationApprovals: object[];
  @Column('jsonb') separationExceptions: object[];
  @Column('timestamptz', { nullable: true }) retiredAt: Date | null;
}

@Entity('access_profile_job_role')
export class AccessProfileJobRoleEntity {
  @PrimaryColumn('uuid') profileId: string;
  @Column('boolean') personalData: boolean;
  @PrimaryColumn('text') jobRole: string;
}

@Entity('access_profile_entitlement')
export class AccessProfileEntitlementEntity {
  @PrimaryColumn('uuid') profileId: string;
  @PrimaryColumn('uuid') entitlementId: string;
}
