import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('person')
export class PersonEntity {
  @PrimaryColumn('uuid') id: string;
  @Column('text') handle: string;
  @Column('text') name: string;
  @Column('text') email: string;
  @Column('text') status: 'active' | 'suspended' | 'left';
  @Column('text') source: 'file' | 'scim' | 'csv' | 'none';
  @Column('text') saidStatus: 'active' | 'suspended' | 'left';
  @Column('uuid', { nullable: true }) managerId: string | null;
  @Column('uuid', { nullable: true }) secondAccountOf: string | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') updatedAt: Date;
}

@Entity('job_role')
export class JobRoleEntity {
  @PrimaryColumn('text') key: string;
  @Column('text') title: string;
}

@Entity('person_job_role')
export class PersonJobRoleEntity {
  @PrimaryColumn('uuid') personId: string;
  @PrimaryColumn('text') jobRole: string;
  @Column('text') source: string;
}

@Entity('person_prerequisite')
export class PersonPrerequisiteEntity {
  @PrimaryColumn('uuid') personId: string;
  @PrimaryColumn('text') kind: string;
  @PrimaryColumn('text') source: string;
  /** Calendar date, `YYYY-MM-DD`. */
  @Column('date') completedOn: string;
  @Column('date', { nullable: true }) validUntil: string | null;
  @Column('text', { nullable: true }) note: string | null;
  @Column('uuid', { nullable: true }) recordedBy: string | null;
}
