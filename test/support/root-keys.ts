import { withConnection, registerRootKey } from '../../src/platform/database/installation';
import { Redacted } from '../../src/kernel';
import type { MasterKey } from '../../src/platform/crypto/master-key';
import { DATABASE, type TestPostgres } from './postgres';

/** As a start does: nothing can be sealed under a root key that the database does not know. */
export const register = (postgres: TestPostgres, { current }: MasterKey): Promise<void> =>
  withConnection(new Redacted(postgres.url(DATABASE)), (client) => registerRootKey(client, current.id));
