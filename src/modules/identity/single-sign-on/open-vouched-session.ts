import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { Person } from '../../directory';
import { AccountLinkRepository } from '../accounts/account-link.repository';
import type { Caller } from '../caller';
import { mustHaveSecondFactor } from '../factors/second-factor-duty';
import { CredentialRepository } from '../passwords/credential.repository';
import { OpenSession } from '../sessions/open-session';
import type { PriorSession } from '../sessions/web-session';
import type { SecondFactorStanding } from '../sessions/web-session.repository';
import { type ProviderAnswer, provesSecondFactor } from './domain/provider-answer';
import type { IdentityProvider } from './identity-provider';

export interface Vouched {
  readonly person: Person;
  readonly provider: IdentityProvider;
  readonly answer: ProviderAnswer;
  readonly prior: PriorSession | undefined;
}

/** A session for somebody for whom an identity provider has vouched. */
@Injectable()
export class OpenVouchedSession {
  constructor(
    private readonly credentials: CredentialRepository,
    private readonly links: AccountLinkRepository,
    private readonly opening: OpenSession,
  ) {}

  async run(tx: Tx, caller: Caller, vouched: Vouched): Promise<Redacted<string>> {
    return this.opening.run(tx, caller, {
      personId: vouched.person.id,
      firstFactor: 'single-sign-on',
      identityProviderId: vouched.provider.id,
      secondFactor: await this.standingOf(tx, vouched),
      prior: vouched.prior,
    });
  }

  private async standingOf(tx: Tx, { person, provider, answer }: Vouched): Promise<SecondFactorStanding> {
    const has = await this.credentials.hasSecondFactor(tx, person.id);
    const needs = await mustHaveSecondFactor(tx, person.id, person.jobRoles, tx.now);
    if (provesSecondFactor(answer, provider.secondFactor)) {
      // The account may be that of whoever handed over the invitation: a provider vouches for it, not for whose it is here.
      const anybodys = needs && !has && (await this.links.handedOverBy(tx, person.id)).length > 0;
      return anybodys ? 'owed' : 'given';
    }
    return needs || has ? 'owed' : 'none';
  }
}
