import { Injectable } from '@nestjs/common';
import { notFound } from '../../kernel';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import { type Organisation, organisationOf } from '../policy';
import type { JobRole, Person } from './person';
import { JobRoleEntity, PersonEntity, PersonJobRoleEntity, PersonPrerequisiteEntity } from './person.entity';

const PEOPLE = `
  SELECT p.id, p.handle, p.name, p.email, p.status,
         p.manager_id AS "managerId", p.second_account_of AS "secondAccountOf",
         coalesce((SELECT array_agg(r.job_role ORDER BY r.job_role) FROM person_job_role r
                   WHERE r.person_id = p.id), '{}') AS "jobRoles",
         coalesce((SELECT json_object_agg(q.kind, to_char(q.completed_on, 'YYYY-MM-DD')) FROM person_prerequisite q
                   WHERE q.person_id = p.id), '{}') AS prerequisites
  FROM person p`;

@Injectable()
export class DirectoryRepository {
  people(from: Reader): Promise<Person[]> {
    return from.query<Person>(`${PEOPLE} ORDER BY p.name, p.id`);
  }

  /** Everybody and every title, as the policy's functions take them. */
  async organisation(from: Reader): Promise<Organisation> {
    const people = await this.people(from);
    const titles = await this.jobRoles(from);
    return organisationOf(people, Object.fromEntries(titles.map(({ key, title }) => [key, title])));
  }

  /**
   * These people and every other account of the same human beings: enough to decide about them, however many others
   * there are. Without titles, which only sentences need.
   */
  async organisationAround(from: Reader, ids: readonly string[]): Promise<Organisation> {
    const people = await from.query<Person>(
      `${PEOPLE}
       WHERE coalesce(p.second_account_of, p.id) IN
         (SELECT coalesce(second_account_of, id) FROM person WHERE id = ANY ($1))`,
      [ids],
    );
    return organisationOf(people);
  }

  async person(from: Reader, id: string): Promise<Person> {
    const person = await from.first<Person>(`${PEOPLE} WHERE p.id = $1`, [id]);
    if (!person) throw notFound('directory.unknown_person', 'There is no such person.');
    return person;
  }

  /** By handle or by e-mail address, in whatever case it was typed. */
  async findByName(from: Reader, typed: string): Promise<Person | undefined> {
    const person = await from.first<Person>(
      `${PEOPLE} WHERE p.handle = lower($1) OR lower(p.email) = lower($1)`,
      [typed],
    );
    return person;
  }

  jobRoles(from: Reader): Promise<JobRole[]> {
    return from.query<JobRole>('SELECT key, title FROM job_role ORDER BY key');
  }

  async saveJobRole(tx: Tx, role: JobRole): Promise<void> {
    await tx.manager.upsert(JobRoleEntity, role, ['key']);
  }

  /** Fails while somebody holds it or a profile names it: the database knows both. */
  async removeJobRole(tx: Tx, key: string): Promise<void> {
    await tx.manager.delete(JobRoleEntity, { key });
  }

  /** Writes the person's own columns; job roles and prerequisites have calls of their own. */
  async savePerson(tx: Tx, person: Omit<Person, 'jobRoles' | 'prerequisites'>): Promise<void> {
    const columns = {
      handle: person.handle,
      name: person.name,
      email: person.email,
      status: person.status,
      managerId: person.managerId,
      secondAccountOf: person.secondAccountOf,
      updatedAt: tx.now,
    };
    const updated = await tx.manager.update(PersonEntity, { id: person.id }, columns);
    if (updated.affected === 0)
      await tx.manager.insert(PersonEntity, { id: person.id, ...columns, createdAt: tx.now });
  }

  async setJobRoles(tx: Tx, personId: string, jobRoles: readonly string[]): Promise<void> {
    await tx.manager.delete(PersonJobRoleEntity, { personId });
    if (jobRoles.length > 0) {
      await tx.manager.insert(
        PersonJobRoleEntity,
        jobRoles.map((jobRole) => ({ personId, jobRole })),
      );
    }
  }

  async setPrerequisites(tx: Tx, personId: string, prerequisites: Person['prerequisites']): Promise<void> {
    await tx.manager.delete(PersonPrerequisiteEntity, { personId });
    const rows = Object.entries(prerequisites).map(([kind, completedOn]) => ({
      personId,
      kind,
      completedOn,
    }));
    if (rows.length > 0) await tx.manager.insert(PersonPrerequisiteEntity, rows);
  }
}
