import { DirectoryRepository } from '../../src/modules/directory';
import { systemActor } from '../../src/platform/database/actor';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { TestBroker } from './broker';
import type { Person } from './person';

/** Tomasz as a second tech lead: a second pair of hands for what one administrator may not do alone. */
export async function anotherTechLead(broker: TestBroker): Promise<Person> {
  const directory = broker.get(DirectoryRepository);
  const uow = broker.get(UnitOfWork);
  const { id } = (await directory.findByName(uow.reader, 'tomasz'))!;
  await uow.run(systemActor('test'), async (tx) => {
    tx.record({ type: 'test.job_role', subject: { kind: 'test', id } });
    await directory.setJobRoles(tx, id, ['tech-lead']);
  });
  return broker.signIn('tomasz');
}
