import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('job_role')
export class JobRoleEntity {
  @PrimaryColumn('text') key: string;
  @Column('text') title: string;
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
