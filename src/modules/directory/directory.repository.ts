import { Injectable } from '@nestjs/common';
import { notFound } from '../../kernel';
import type { Reader, Tx } from '../../platform/database/unit-of-work';
import { type Organisation, organisationOf } from '../policy';
import { AbsenceRepository } from './absence.repository';
import type {
  JobRole,
  MetPrerequisite,
  Person,
  PersonRecord,
  PersonSource,
  PrerequisiteRecord,
} from './person';
import { JobRoleEntity, PersonPrerequisiteEntity } from './person.entity';

const PEOPLE = `
  SELECT p.id, p.handle, p.name, p.email, p.status, p.source, p.said_status AS "saidStatus",
         p.manager_id AS "managerId", p.second_account_of AS "secondAccountOf",
         coalesce((SELECT array_agg(r.job_role ORDER BY r.job_role) FROM person_job_role r
                   WHERE r.person_id = p.id), '{}') AS "jobRoles",
         met.prerequisites, met."prerequisitesValidUntil"
  FROM person p
    LEFT JOIN LATERAL (
      SELECT coalesce(json_object_agg(q.kind, to_char(q.completed_on, 'YYYY-MM-DD')), '{}') AS prerequisites,
             coalesce(json_object_agg(q.kind, to_char(q.valid_until, 'YYYY-MM-DD'))
               FILTER (WHERE q.valid_until IS NOT NULL), '{}') AS "prerequisitesValidUntil"
      FROM (SELECT DISTINCT ON (r.kind) r.kind, r.completed_on, r.valid_until FROM person_prerequisite r
            WHERE r.person_id = p.id ORDER BY r.kind, r.completed_on DESC, r.valid_until DESC NULLS FIRST) q
    ) met ON true`;

@Injectable()
export class DirectoryRepository {
  constructor(private readonly absences: AbsenceRepository) {}

  people(from: Reader): Promise<Person[]> {
    return from.query<Person>(`${PEOPLE} ORDER BY p.name, p.id`);
  }

  /** Everybody and every title, as the policy's functions take them. */
  async organisation(from: Reader): Promise<Organisation> {
    const people = await this.people(from);
    const titles = await this.jobRoles(from);
    const absences = await this.absences.all(from);
    return organisationOf(people, Object.fromEntries(titles.map(({ key, title }) => [key, title])), absences);
  }

  /**
   * These people, those for whom they stand in, and every other account of the same human beings: enough to decide about
   * them, however many others there are. Without titles, which only sentences need.
   */
  async organisationAround(from: Reader, ids: readonly string[]): Promise<Organisation> {
    const absences = await this.absences.coveredBy(from, ids);
    const people = await from.query<Person>(
      `${PEOPLE}
       WHERE coalesce(p.second_account_of, p.id) IN
         (SELECT coalesce(second_account_of, id) FROM person WHERE id = ANY ($1))`,
      [[...ids, ...absences.map(({ personId }) => personId)]],
    );
    return organisationOf(people, {}, absences);
  }

  async person(from: Reader, id: string): Promise<Person> {
    const person = await from.first<Person>(`${PEOPLE} WHERE p.id = $1`, [id]);
    if (!person) throw notFound('directory.unknown_person', 'There is no such person.');
    return person;
  }

  /** These people, in the order of their ids; whoever is not there is left out. */
  peopleAmong(from: Reader, ids: readonly string[]): Promise<Person[]> {
    return from.query<Person>(`${PEOPLE} WHERE p.id = ANY ($1) ORDER BY p.id`, [ids]);
  }

  async personByHandle(from: Reader, handle: string): Promise<Person> {
    const person = await from.first<Person>(`${PEOPLE} WHERE p.handle = $1`, [handle]);
    if (!person) throw notFound('directory.unknown_person', 'There is no such person.');
    return person;
  }

  /** Whether this person is that one, or reports to them over however many others. */
  async reportsTo(from: Reader, personId: string, managerId: string): Promise<boolean> {
    const rows = await from.query(
      `WITH RECURSIVE above (id) AS (
         SELECT $1::uuid UNION SELECT p.manager_id FROM person p JOIN above a ON a.id = p.id WHERE p.manager_id IS NOT NULL)
       SELECT FROM above WHERE id = $2`,
      [personId, managerId],
    );
    return rows.length > 0;
  }

  /** Of `lea`: `lea`, `lea-2` and whatever else begins with `lea-`, as far as somebody has it. */
  async handlesFrom(from: Reader, stem: string): Promise<string[]> {
    const rows = await from.query<{ handle: string }>(
      `SELECT handle FROM person WHERE handle = $1 OR starts_with(handle, $1 || '-')`,
      [stem],
    );
    return rows.map(({ handle }) => handle);
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

  /**
   * Whoever another source gave it loses it. Fails while somebody of the file holds it or a profile names it: the database
   * knows both.
   */
  async removeJobRole(tx: Tx, key: string): Promise<void> {
    await tx.query(`DELETE FROM person_job_role WHERE job_role = $1 AND source <> 'file'`, [key]);
    await tx.manager.delete(JobRoleEntity, { key });
  }

  /**
   * Writes the person's own columns; job roles and prerequisites have calls of their own. Job roles that another source gave
   * go with that source.
   */
  savePerson(tx: Tx, person: PersonRecord): Promise<void> {
    return this.savePeople(tx, [person]);
  }

  /** In one statement each, so that people may name each other as managers in any order, and ten thousand take seconds. */
  async savePeople(tx: Tx, people: readonly PersonRecord[]): Promise<void> {
    const rows = JSON.stringify(people);
    await tx.query(
      `DELETE FROM person_job_role r USING jsonb_to_recordset($1) AS said (id uuid, source text)
       WHERE r.person_id = said.id AND r.source <> said.source`,
      [rows],
    );
    await tx.query(
      `INSERT INTO person (id, handle, name, email, status, said_status, source, manager_id, second_account_of, created_at, updated_at)
       SELECT id, handle, name, email, status, status, source, "managerId", "secondAccountOf", $2, $2
       FROM jsonb_to_recordset($1) AS said (id uuid, handle text, name text, email text, status text, source text,
                                            "managerId" uuid, "secondAccountOf" uuid)
       ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, name = excluded.name, email = excluded.email,
         said_status = excluded.said_status, source = excluded.source, manager_id = excluded.manager_id,
         second_account_of = excluded.second_account_of, updated_at = excluded.updated_at`,
      [rows, tx.now],
    );
    await this.settleStatus(
      tx,
      people.map(({ id }) => id),
    );
  }

  /** The strictest of what the source says and what every hold says. */
  async settleStatus(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE person SET status = CASE
         WHEN said_status = 'active' AND EXISTS (SELECT FROM person_hold h WHERE h.person_id = person.id)
         THEN 'suspended' ELSE said_status END
       WHERE id = ANY ($1)`,
      [personIds],
    );
  }

  setJobRoles(
    tx: Tx,
    personId: string,
    jobRoles: readonly string[],
    source: PersonSource = 'file',
  ): Promise<void> {
    return this.setJobRolesOf(tx, [{ personId, jobRoles }], source);
  }

  async setJobRolesOf(
    tx: Tx,
    people: readonly { readonly personId: string; readonly jobRoles: readonly string[] }[],
    source: PersonSource,
  ): Promise<void> {
    await tx.query('DELETE FROM person_job_role WHERE person_id = ANY ($1)', [
      people.map(({ personId }) => personId),
    ]);
    await tx.query(
      `INSERT INTO person_job_role (person_id, job_role, source)
       SELECT said."personId", job_role, $2
       FROM jsonb_to_recordset($1) AS said ("personId" uuid, "jobRoles" text[]), unnest(said."jobRoles") AS job_role`,
      [JSON.stringify(people), source],
    );
  }

  /** Person's id → kind → date, as this source alone says. */
  async prerequisitesBy(
    from: Reader,
    source: PrerequisiteRecord['source'],
  ): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    const rows = await from.query<{ personId: string; prerequisites: Record<string, string> }>(
      `SELECT person_id AS "personId", json_object_agg(kind, to_char(completed_on, 'YYYY-MM-DD')) AS prerequisites
       FROM person_prerequisite WHERE source = $1 GROUP BY person_id`,
      [source],
    );
    return new Map(rows.map(({ personId, prerequisites }) => [personId, prerequisites]));
  }

  /** All that one source has on record of anybody. */
  prerequisitesOfSource(
    from: Reader,
    source: PrerequisiteRecord['source'],
  ): Promise<(MetPrerequisite & { readonly personId: string })[]> {
    return from.query(
      `SELECT person_id AS "personId", kind, to_char(completed_on, 'YYYY-MM-DD') AS "completedOn",
              to_char(valid_until, 'YYYY-MM-DD') AS "validUntil"
       FROM person_prerequisite WHERE source = $1 ORDER BY person_id, kind`,
      [source],
    );
  }

  prerequisiteRecords(from: Reader, personId: string): Promise<PrerequisiteRecord[]> {
    return from.query<PrerequisiteRecord>(
      `SELECT kind, source, to_char(completed_on, 'YYYY-MM-DD') AS "completedOn",
              to_char(valid_until, 'YYYY-MM-DD') AS "validUntil", note, recorded_by AS "recordedBy"
       FROM person_prerequisite WHERE person_id = $1 ORDER BY kind, completed_on DESC, source`,
      [personId],
    );
  }

  /** All that one source has on record of a person. */
  setPrerequisites(
    tx: Tx,
    personId: string,
    source: PrerequisiteRecord['source'],
    records: readonly MetPrerequisite[],
  ): Promise<void> {
    return this.setPrerequisitesOf(tx, source, [{ personId, records }]);
  }

  async setPrerequisitesOf(
    tx: Tx,
    source: PrerequisiteRecord['source'],
    people: readonly { readonly personId: string; readonly records: readonly MetPrerequisite[] }[],
  ): Promise<void> {
    await tx.query('DELETE FROM person_prerequisite WHERE source = $2 AND person_id = ANY ($1)', [
      people.map(({ personId }) => personId),
      source,
    ]);
    const rows = people.flatMap(({ personId, records }) =>
      records.map((record) => ({ personId, ...record })),
    );
    await tx.query(
      `INSERT INTO person_prerequisite (person_id, kind, source, completed_on, valid_until)
       SELECT "personId", kind, $2, "completedOn", "validUntil"
       FROM jsonb_to_recordset($1) AS met ("personId" uuid, kind text, "completedOn" date, "validUntil" date)`,
      [JSON.stringify(rows), source],
    );
  }

  async savePrerequisite(tx: Tx, personId: string, record: PrerequisiteRecord): Promise<void> {
    await tx.manager.upsert(PersonPrerequisiteEntity, { personId, ...record }, [
      'personId',
      'kind',
      'source',
    ]);
  }

  async removePrerequisite(
    tx: Tx,
    personId: string,
    kind: string,
    source: PrerequisiteRecord['source'],
  ): Promise<void> {
    await tx.manager.delete(PersonPrerequisiteEntity, { personId, kind, source });
  }

  /** Whoever the policy file has stopped naming may be named by another source; whoever it names is its own. */
  async releaseNames(tx: Tx, named: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE person SET source = CASE WHEN handle = ANY ($1) THEN 'file' ELSE 'none' END
       WHERE said_status = 'left'
         AND (source = 'file' AND NOT handle = ANY ($1) OR source = 'none' AND handle = ANY ($1))`,
      [named],
    );
  }
}
