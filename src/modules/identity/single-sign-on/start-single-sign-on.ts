import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { newToken } from '../../../platform/crypto/token';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Caller } from '../caller';
import { AddressLimit } from '../sign-in/address-limit';
import { ATTEMPT_LASTS, type SignOnAttempt } from './domain/attempt';
import { IdentityProviderRepository } from './identity-provider.repository';
import { ProviderCalls } from './provider-calls';
import { ProviderClient } from './provider-client';

export interface StartedSignOn {
  /** The provider's page, where the browser goes now. */
  readonly address: string;
  /** For the browser alone: it has to come back with it. */
  readonly attempt: SignOnAttempt;
}

/** Sends a browser to an identity provider. Changes nothing here. */
@Injectable()
export class StartSingleSignOn {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly providers: IdentityProviderRepository,
    private readonly client: ProviderClient,
    private readonly calls: ProviderCalls,
    private readonly limit: AddressLimit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `invitation`: the token of the one that is to be redeemed with the account; looked at when the person comes back. */
  async run(caller: Caller, providerKey: string, invitation: string | null): Promise<StartedSignOn> {
    const provider = await this.providers.offeredByKey(this.uow.reader, providerKey);
    const attempt: SignOnAttempt = {
      providerId: provider.id,
      state: newToken().reveal(),
      nonce: newToken().reveal(),
      codeVerifier: newToken().reveal(),
      invitation,
      expiresAt: this.clock.now().getTime() + ATTEMPT_LASTS,
    };
    // Anybody may press the button: only what fails costs something, an event of the trail and a call outward.
    const address = await this.limit.around(caller, () =>
      this.calls.run(caller, provider, () => this.client.authorizationAddress(provider, attempt)),
    );
    return { address, attempt };
  }
}
