import { Injectable } from '@nestjs/common';
import type { Redacted } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { Person } from '../../directory';
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
    if (provesSecondFactor(answer, provider.secondFactor)) return 'given';
    const owed =
      (await mustHaveSecondFactor(tx, person.id, person.jobRoles, tx.now)) ||
      (await this.credentials.hasSecondFactor(tx, person.id));
    return owed ? 'owed' : 'none';
  }
}
