import { Injectable } from '@nestjs/common';
import { conflict, notFound } from '../../kernel';
import { open } from '../../platform/database/audit-event';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { type SecretReferences, referringTo } from './secret-references';
import { SECRETS_ACTOR } from './set-secret';
import { StoredSecretRepository } from './stored-secret.repository';

export interface SecretRemoval {
  readonly name: string;
  readonly by: string;
  /** Although the policy in force refers to it: what does will not reach its system any more. */
  readonly force: boolean;
}

@Injectable()
export class RemoveSecret {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly secrets: StoredSecretRepository,
  ) {}

  async run({ name, by, force }: SecretRemoval, places: readonly SecretReferences[]): Promise<void> {
    await this.uow.run(SECRETS_ACTOR, async (tx) => {
      const users = await referringTo(tx, places, name);
      if (users.length > 0 && !force) {
        throw conflict(
          'keys.secret_in_use',
          `The policy in force refers to the secret "${name}" (${users.join(', ')}). Change the policy file first, or say --force.`,
        );
      }
      if (!(await this.secrets.remove(tx, name)))
        throw notFound('keys.no_such_secret', `No secret "${name}" is stored here.`);
      tx.record({
        type: 'keys.secret_removed',
        subject: { kind: 'stored-secret', id: name },
        severity: users.length > 0 ? 'alert' : 'notice',
        data: { by: open(by), stillReferredToBy: open(users) },
      });
    });
  }
}
