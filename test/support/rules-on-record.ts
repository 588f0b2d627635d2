import type pg from 'pg';
import { ConnectorRegistry } from '../../src/modules/connectors';
import { checkPolicyFile, type SoundPolicyFile } from '../../src/modules/policy-file/check-policy-file';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import { type KeptMail, MailOutbox } from '../../src/platform/mail/mail-outbox';
import type { TestBroker } from './broker';
import type { Json } from './person';

/** What a change of the rules has left behind: in the tables, in the trail, in people's mail. */
export class RulesOnRecord {
  constructor(
    private readonly broker: TestBroker,
    private readonly owner: pg.Client,
  ) {}

  /** A file that the product would take. */
  sound(text: string): SoundPolicyFile {
    const check = checkPolicyFile(Buffer.from(text), this.broker.get(ConnectorRegistry));
    if (!check.sound) throw new Error(JSON.stringify(check.faults));
    return check;
  }

  async rolesOf(handle: string): Promise<string[]> {
    const { rows } = await this.owner.query<{ job_role: string }>(
      'SELECT job_role FROM person_job_role r JOIN person p ON p.id = r.person_id WHERE handle = $1 ORDER BY 1',
      [handle],
    );
    return rows.map(({ job_role }) => job_role);
  }

  /** Roles of the database that an entitlement gives. */
  async rightsOf(entitlement: string): Promise<string[]> {
    const { rows } = await this.owner.query<{ memberOf: string[] }>(
      `SELECT settings->'memberOf' AS "memberOf" FROM entitlement WHERE key = $1`,
      [entitlement],
    );
    return rows.flatMap(({ memberOf }) => memberOf);
  }

  async events(type: string): Promise<Json[]> {
    const { rows } = await this.owner.query<{ body: Buffer }>(
      'SELECT body FROM audit_event WHERE type = $1 ORDER BY recorded_at, id',
      [type],
    );
    return rows.map(({ body }) => JSON.parse(body.toString()));
  }

  mails(): Promise<KeptMail[]> {
    const { reader } = this.broker.get(UnitOfWork);
    return this.broker.get(MailOutbox).kept(reader, this.broker.clock.now(), 100);
  }

  /** Addresses of whoever was written so about a change, in the alphabet's order. */
  async toldOf({ id }: Json, subject: string): Promise<string[]> {
    const mails = await this.mails();
    return mails
      .flatMap((mail) => (mail.subject === subject && mail.text.includes(id) ? [mail.to] : []))
      .sort();
  }
}
