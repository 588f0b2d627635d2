import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Redacted } from '../kernel';
import { DirectoryRepository } from '../modules/directory';
import { EnrolTotp, newSeed, SetPassword } from '../modules/identity';
import { ENVIRONMENT, type Environment } from '../platform/config/environment.provider';
import { systemActor } from '../platform/database/actor';
import { open } from '../platform/database/audit-event';
import { UnitOfWork } from '../platform/database/unit-of-work';

const secretsSchema = z.record(
  z.string(),
  z.strictObject({ password: z.string(), totpSeed: z.string(), enrolled: z.boolean() }),
);
/** By handle. */
export type DemoSecrets = z.output<typeof secretsSchema>;

const DEMO = systemActor('demo');
const PASSWORD_BYTES = 12;

/** The passwords and seeds of the demonstration's people: made up at the first start, and shown to whoever looks. */
@Injectable()
export class DemoPeople {
  private readonly path: string;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly setPassword: SetPassword,
    private readonly enrolTotp: EnrolTotp,
    @Inject(ENVIRONMENT) { dataDirectory }: Environment,
  ) {
    this.path = join(dataDirectory, 'demo', 'people.json');
  }

  read(): DemoSecrets {
    return existsSync(this.path) ? secretsSchema.parse(JSON.parse(readFileSync(this.path, 'utf8'))) : {};
  }

  /** Gives everybody in the directory who has none a password and a second factor. Stopped half-way, it goes on next time. */
  async enrol(): Promise<void> {
    const secrets = this.read();
    for (const { id, handle } of await this.directory.people(this.uow.reader)) {
      if (secrets[handle]?.enrolled) continue;
      const made = secrets[handle] ?? {
        password: randomBytes(PASSWORD_BYTES).toString('base64url'),
        totpSeed: newSeed().reveal(),
        enrolled: false,
      };
      this.write({ ...secrets, [handle]: made });
      await this.enrolOne(id, made);
      secrets[handle] = { ...made, enrolled: true };
      this.write(secrets);
    }
  }

  private enrolOne(personId: string, { password, totpSeed }: DemoSecrets[string]): Promise<void> {
    return this.uow.run(DEMO, async (tx) => {
      await this.setPassword.run(tx, personId, new Redacted(password));
      await this.enrolTotp.run(tx, personId, new Redacted(totpSeed));
      tx.record({
        type: 'demo.person_enrolled',
        subject: { kind: 'person', id: personId },
        severity: 'notice',
        data: { why: open('Demonstration mode shows the credentials of its people to everybody.') },
      });
    });
  }

  private write(secrets: DemoSecrets): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(`${this.path}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }
}
