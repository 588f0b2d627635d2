import { Injectable } from '@nestjs/common';
import type { Reader } from '../../../platform/database/unit-of-work';
import { CredentialRepository } from '../passwords/credential.repository';
import { PasskeyRepository } from '../factors/passkey.repository';
import type { IdentityProvider } from './identity-provider';
import { IdentityProviderRepository } from './identity-provider.repository';
import { LinkedIdentities, type LinkedIdentity } from './linked-identity.repository';

export interface LinkedAccount extends LinkedIdentity {
  /** As people know it; the issuer's address where the policy file has forgotten it. */
  readonly provider: string;
  /** False once the provider is retired: it opens nothing, and stays on the list. */
  readonly opens: boolean;
}

/** A person's accounts at identity providers, beside the other ways in. */
@Injectable()
export class LinkedAccounts {
  constructor(
    private readonly identities: LinkedIdentities,
    private readonly providers: IdentityProviderRepository,
    private readonly credentials: CredentialRepository,
    private readonly passkeys: PasskeyRepository,
  ) {}

  async of(from: Reader, personId: string): Promise<LinkedAccount[]> {
    const providers = await this.providers.all(from);
    return (await this.identities.of(from, personId)).map((identity) => {
      const named = providers.filter(({ issuer }) => withoutSlash(issuer) === withoutSlash(identity.issuer));
      const offered = named.find(({ retired }) => !retired);
      return {
        ...identity,
        provider: nameOf(offered ?? named.at(0), identity),
        opens: offered !== undefined,
      };
    });
  }

  /** Whether there is any way to sign in; `without` leaves one of the accounts out. */
  async canSignIn(from: Reader, personId: string, without?: string): Promise<boolean> {
    if (await this.credentials.password(from, personId)) return true;
    if ((await this.passkeys.of(from, personId)).length > 0) return true;
    return (await this.of(from, personId)).some(({ id, opens }) => opens && id !== without);
  }
}

const nameOf = (provider: IdentityProvider | undefined, { issuer }: LinkedIdentity): string =>
  provider?.name ?? issuer;

/** Providers write their own issuer with a slash at its end or without, whatever the policy file says. */
const withoutSlash = (issuer: string): string => issuer.replace(/\/$/, '');
