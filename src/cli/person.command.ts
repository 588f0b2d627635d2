import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { notFound, Redacted } from '../kernel';
import { DirectoryRepository } from '../modules/directory';
import { EnrolTotp, RemoveAllFactors, SetPassword } from '../modules/identity';
import { systemActor } from '../platform/database/actor';
import { open } from '../platform/database/audit-event';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { withBroker } from './broker-context';
import { listCommands } from './person-list.commands';

const PASSWORD_BYTES = 15;
const ADMINISTRATOR = systemActor('cli.person');

/** `sallyport person`: first log-ins, handed over in person, and people from a list. */
export function personCommands(program: Command): void {
  const person = program
    .command('person')
    .description('People: first log-ins, and lists to import and export');
  listCommands(person);
  person
    .command('enrol <handle>')
    .description('Give somebody a new password and a new authenticator seed, and print both once')
    .action((handle: string) =>
      withBroker(async (app) => {
        const uow = app.get(UnitOfWork);
        const person = await app.get(DirectoryRepository).findByName(uow.reader, handle);
        if (!person)
          throw notFound('person.unknown', `The policy file names nobody "${handle}". Apply it first.`);
        const password = randomBytes(PASSWORD_BYTES).toString('base64url');
        const { otpauthUri } = await uow.run(ADMINISTRATOR, async (tx) => {
          await app.get(RemoveAllFactors).run(tx, person.id);
          await app.get(SetPassword).run(tx, person.id, new Redacted(password));
          tx.record({
            type: 'identity.enrolled_by_administrator',
            subject: { kind: 'person', id: person.id },
            severity: 'alert',
            data: { by: open('command line') },
          });
          return app.get(EnrolTotp).run(tx, person.id);
        });
        process.stdout.write(
          `${person.name} signs in as ${person.handle}\n  password           ${password}\n` +
            `  authenticator app  ${otpauthUri.reveal()}\nShown once. Hand both over in person, and clear this screen.\n`,
        );
      }),
    );
}
