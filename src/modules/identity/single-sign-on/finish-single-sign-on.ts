import { Inject, Injectable } from '@nestjs/common';
import type { Clock, Redacted } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { hashToken } from '../../../platform/crypto/token';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { asNobody, type Caller } from '../caller';
import type { PriorSession } from '../sessions/web-session';
import { isOwnReturn, type SignOnAttempt } from './domain/attempt';
import { IdentityProviderRepository } from './identity-provider.repository';
import { LinkAccount } from './link-account';
import { ProviderCalls } from './provider-calls';
import { ProviderClient } from './provider-client';
import { SignInWithAccount } from './sign-in-with-account';
import { strayReturn } from './single-sign-on-events';
import { strayReturnRefusal } from './single-sign-on-refusals';
import { UsedReturns } from './used-returns';

export interface Return {
  /** What the callback page was called with. */
  readonly parameters: URLSearchParams;
  /** What the browser was given when it was sent. */
  readonly attempt: SignOnAttempt | undefined;
}

/** Takes somebody back from an identity provider, and lets them in as who they are there. */
@Injectable()
export class FinishSingleSignOn {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly returns: UsedReturns,
    private readonly providers: IdentityProviderRepository,
    private readonly client: ProviderClient,
    private readonly calls: ProviderCalls,
    private readonly signIn: SignInWithAccount,
    private readonly link: LinkAccount,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The new session's token. */
  async run(caller: Caller, returned: Return, prior?: PriorSession): Promise<Redacted<string>> {
    const attempt = await this.useUp(caller, returned);
    const provider = await this.providers.offeredById(this.uow.reader, attempt.providerId);
    const answer = await this.calls.run(caller, provider, () =>
      this.client.redeem(provider, returned.parameters, attempt),
    );
    const vouched = { provider, answer, prior };
    return attempt.invitation === null
      ? this.signIn.run(caller, vouched)
      : this.link.run(caller, attempt.invitation, vouched);
  }

  /** Before the provider is asked: what happens there, happens once for one attempt. */
  private async useUp(caller: Caller, { parameters, attempt }: Return): Promise<SignOnAttempt> {
    if (attempt && isOwnReturn(attempt, parameters, this.clock.now())) {
      const first = await this.uow.bookkeeping('identity.single_sign_on: one return for one attempt', (tx) =>
        this.returns.isFirst(tx, hashToken(attempt.state), new Date(attempt.expiresAt)),
      );
      if (first) return attempt;
    }
    await this.uow.record(asNobody(caller), strayReturn());
    throw strayReturnRefusal();
  }
}
