import { Inject, Injectable } from '@nestjs/common';
import { type Clock, invalid, MINUTE, type Redacted } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { resolveSecret } from '../../platform/config/environment';
import { MASTER_KEY, type MasterKey } from '../../platform/crypto/master-key';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { openSecret } from './sealed-secret';
import { nameInReference } from './secret-name';
import { StoredSecretRepository } from './stored-secret.repository';

/** That it is in use is worth knowing; when exactly is not worth a write at each use. */
const USE_IS_NOTED_EVERY = MINUTE;

/**
 * The secret behind a reference: `secret:NAME` is stored here, everything else where this process runs. Read at each use, so
 * that a new value needs no restart.
 */
@Injectable()
export class ResolveSecret {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly secrets: StoredSecretRepository,
    @Inject(MASTER_KEY) private readonly masterKey: MasterKey,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(reference: string): Promise<Redacted<string>> {
    const name = nameInReference(reference);
    if (name === undefined) return resolveSecret(reference);
    const stored = await this.secrets.sealed(this.uow.reader, name);
    if (!stored) throw notStored(name);
    const value = openSecret(this.masterKey, name, stored);
    const { lastUsedAt } = stored;
    if (!lastUsedAt || this.clock.now().getTime() - lastUsedAt.getTime() >= USE_IS_NOTED_EVERY)
      await this.uow.bookkeeping('keys: a stored secret is in use', (tx) => this.secrets.markUsed(tx, name));
    return value;
  }
}

export const notStored = (name: string): Error =>
  invalid(
    'secrets.unresolved',
    `No secret "${name}" is stored here. Store it with \`sallyport secret set ${name}\`.`,
  );
