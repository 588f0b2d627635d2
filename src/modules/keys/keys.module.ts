import { Module } from '@nestjs/common';
import type { Clock } from '../../kernel';
import { CLOCK } from '../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../platform/config/environment.provider';
import { RootKeyFile } from '../../platform/crypto/root-key-file';
import { DATABASE_LOGINS, type DatabaseLogins } from '../../platform/database/database-logins';
import { ExclusiveLocks } from '../../platform/database/exclusively';
import { AcknowledgeRootKeys } from './acknowledge-root-keys';
import { AwaitProcesses } from './await-processes';
import { RemoveSecret } from './remove-secret';
import { ResolveSecret } from './resolve-secret';
import { RetireRootKeys } from './retire-root-key';
import { RewrapValues } from './rewrap-values';
import { RootKeyRepository } from './root-key.repository';
import { RotateRootKey } from './rotate-root-key';
import { ServingProcessRepository } from './serving-process.repository';
import { SetSecret } from './set-secret';
import { StoredSecretRepository } from './stored-secret.repository';

const USE_CASES = [
  AcknowledgeRootKeys,
  RemoveSecret,
  ResolveSecret,
  RetireRootKeys,
  RotateRootKey,
  SetSecret,
];
const REPOSITORIES = [RootKeyRepository, ServingProcessRepository, StoredSecretRepository];

@Module({
  providers: [
    ...USE_CASES,
    ...REPOSITORIES,
    AwaitProcesses,
    RewrapValues,
    {
      provide: RootKeyFile,
      inject: [ENVIRONMENT, CLOCK],
      useFactory: (environment: Environment, clock: Clock) => new RootKeyFile(environment, clock),
    },
    {
      provide: ExclusiveLocks,
      inject: [DATABASE_LOGINS],
      useFactory: ({ app }: DatabaseLogins) => new ExclusiveLocks(app),
    },
  ],
  exports: [...USE_CASES, ...REPOSITORIES, RootKeyFile],
})
export class KeysModule {}
