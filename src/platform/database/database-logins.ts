import { Redacted } from '../../kernel';
import type { MasterKey } from '../crypto/master-key';

/** The broker's two working log-ins to its own database. The owner's is used by migrations only and then forgotten. */
export interface DatabaseLogins {
  readonly app: Redacted<string>;
  readonly sealer: Redacted<string>;
}

/** Injection token of {@link DatabaseLogins}. */
export const DATABASE_LOGINS = Symbol('DatabaseLogins');

/**
 * Log-ins beside the owner's, for who configured the owner's only. The passwords come from the master key, so that every
 * process with the same key finds the same ones and none has to be stored.
 */
export function deriveLogins(ownerUrl: Redacted<string>, masterKey: MasterKey): DatabaseLogins {
  const login = (role: string): Redacted<string> => {
    const url = new URL(ownerUrl.reveal());
    url.username = role;
    url.password = masterKey.derive(`database log-in ${role}`).toString('base64url');
    return new Redacted(url.href);
  };
  return { app: login('sallyport_app'), sealer: login('sallyport_sealer') };
}
