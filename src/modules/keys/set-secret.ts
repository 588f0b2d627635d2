import { Inject, Injectable } from '@nestjs/common';
import { invalid, type Redacted } from '../../kernel';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { systemActor } from '../../platform/database/actor';
import { open } from '../../platform/database/audit-event';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { sealSecret } from './sealed-secret';
import { assertSecretName } from './secret-name';
import { StoredSecretRepository } from './stored-secret.repository';

const LONGEST = 65_536;
export const SECRETS_ACTOR = systemActor('cli.secret');

/** Stores a credential of another system, or puts a new value in the place of the old one. */
@Injectable()
export class SetSecret {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly secrets: StoredSecretRepository,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
  ) {}

  async run(name: string, value: Redacted<string>, by: string): Promise<'stored' | 'replaced'> {
    assertSecretName(name);
    assertValue(value);
    return this.uow.run(SECRETS_ACTOR, async (tx) => {
      const added = await this.secrets.save(tx, name, sealSecret(this.masterKey, name, value), by);
      tx.record({
        type: added ? 'keys.secret_stored' : 'keys.secret_replaced',
        subject: { kind: 'stored-secret', id: name },
        severity: 'notice',
        data: { by: open(by) },
      });
      return added ? 'stored' : 'replaced';
    });
  }
}

function assertValue(value: Redacted<string>): void {
  const length = Buffer.byteLength(value.reveal());
  if (length === 0) throw invalid('keys.empty_secret', 'The secret is empty. Nothing was changed.');
  if (length > LONGEST)
    throw invalid('keys.long_secret', `A secret has at most ${LONGEST} bytes. Nothing was changed.`);
}
