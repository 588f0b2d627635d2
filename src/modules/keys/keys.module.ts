import { Module } from '@nestjs/common';
import { RemoveSecret } from './remove-secret';
import { ResolveSecret } from './resolve-secret';
import { SetSecret } from './set-secret';
import { StoredSecretRepository } from './stored-secret.repository';

@Module({
  providers: [RemoveSecret, ResolveSecret, SetSecret, StoredSecretRepository],
  exports: [RemoveSecret, ResolveSecret, SetSecret, StoredSecretRepository],
})
export class KeysModule {}
