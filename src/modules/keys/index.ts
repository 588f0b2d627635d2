export { KeysModule } from './keys.module';
export { RemoveSecret } from './remove-secret';
export { ResolveSecret } from './resolve-secret';
export { KEYS_SEALED } from './sealed-secret';
export { isStored, nameInReference } from './secret-name';
export { namesReferredTo, type SecretReferences } from './secret-references';
export { SetSecret } from './set-secret';
export { StoredSecretRepository } from './stored-secret.repository';
