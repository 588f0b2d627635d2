import { Inject, Injectable } from '@nestjs/common';
import type { Clock, DomainError, Redacted } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { hashToken } from '../../../platform/crypto/token';
import type { AuditEventInput } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, type Person } from '../../directory';
import { jobNeedsSecondFactor } from '../abilities';
import { asNobody, asPerson, type Caller } from '../caller';
import { CredentialRepository } from '../credential.repository';
import { signInRefused } from '../identity-events';
import { IdentityKeys } from '../identity-keys';
import { OpenSession } from '../open-session';
import type { PriorSession } from '../web-session';
import type { SecondFactorStanding } from '../web-session.repository';
import { isOwnReturn, type SignOnAttempt } from './domain/attempt';
import { type ProviderAnswer, provesSecondFactor } from './domain/provider-answer';
import type { IdentityProvider } from './identity-provider';
import { IdentityProviderRepository } from './identity-provider.repository';
import { LinkedIdentities } from './linked-identity.repository';
import { ProviderCalls } from './provider-calls';
import { ProviderClient } from './provider-client';
import { strayReturn, unknownAccount } from './single-sign-on-events';
import { accountNotLinked, strayReturnRefusal } from './single-sign-on-refusals';
import { UsedReturns } from './used-returns';

export interface Return {
  /** What the callback page was called with. */
  readonly parameters: URLSearchParams;
  /** What the browser was given when it was sent. */
  readonly attempt: SignOnAttempt | undefined;
}

/** Takes somebody back from an identity provider: a session for the person to whom that account is linked. */
@Injectable()
export class FinishSingleSignOn {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly returns: UsedReturns,
    private readonly providers: IdentityProviderRepository,
    private readonly client: ProviderClient,
    private readonly calls: ProviderCalls,
    private readonly identities: LinkedIdentities,
    private readonly directory: DirectoryRepository,
    private readonly credentials: CredentialRepository,
    private readonly keys: IdentityKeys,
    private readonly opening: OpenSession,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(caller: Caller, returned: Return, prior?: PriorSession): Promise<Redacted<string>> {
    const attempt = await this.useUp(caller, returned);
    const provider = await this.providers.offeredById(this.uow.reader, attempt.providerId);
    const answer = await this.calls.run(caller, provider, () =>
      this.client.redeem(provider, returned.parameters, attempt),
    );
    return this.signIn(caller, provider, answer, prior);
  }

  /** Before the provider is asked: what happens there, happens once for one attempt. */
  private async useUp(caller: Caller, { parameters, attempt }: Return): Promise<SignOnAttempt> {
    if (attempt && isOwnReturn(attempt, parameters, this.clock.now())) {
      const first = await this.uow.bookkeeping('identity.single_sign_on: one return for one attempt', (tx) =>
        this.returns.isFirst(tx, hashToken(attempt.state), new Date(attempt.expiresAt)),
      );
      if (first) return attempt;
    }
    throw await this.refused(caller, strayReturn(), strayReturnRefusal());
  }

  private async signIn(
    caller: Caller,
    provider: IdentityProvider,
    answer: ProviderAnswer,
    prior: PriorSession | undefined,
  ): Promise<Redacted<string>> {
    const person = await this.linkedPerson(provider, answer);
    if (!person) {
      const event = unknownAccount(provider, this.keys.nameHash(`${answer.issuer} ${answer.subject}`));
      throw await this.refused(caller, event, accountNotLinked(provider));
    }
    if (person.status !== 'active') {
      const event = signInRefused({ personId: person.id }, 'person-not-active');
      throw await this.refused(caller, event, accountNotLinked(provider));
    }
    return this.uow.run(asPerson(caller, person.id), async (tx) => {
      if (!(await this.identities.noteUse(tx, answer))) throw accountNotLinked(provider);
      return this.opening.run(tx, caller, {
        personId: person.id,
        firstFactor: 'single-sign-on',
        identityProviderId: provider.id,
        secondFactor: await this.standingOf(tx, person, provider, answer),
        prior,
      });
    });
  }

  private async linkedPerson(
    provider: IdentityProvider,
    answer: ProviderAnswer,
  ): Promise<Person | undefined> {
    if (answer.issuer !== provider.issuer) return undefined;
    const personId = await this.identities.personOf(this.uow.reader, answer);
    return personId === undefined ? undefined : this.directory.person(this.uow.reader, personId);
  }

  private async standingOf(
    tx: Tx,
    person: Person,
    provider: IdentityProvider,
    answer: ProviderAnswer,
  ): Promise<SecondFactorStanding> {
    if (provesSecondFactor(answer, provider.secondFactor)) return 'given';
    const owed =
      jobNeedsSecondFactor(person.jobRoles) || (await this.credentials.hasSecondFactor(tx, person.id));
    return owed ? 'owed' : 'none';
  }

  private async refused(caller: Caller, event: AuditEventInput, refusal: DomainError): Promise<DomainError> {
    await this.uow.run(asNobody(caller), (tx) => {
      tx.record(event);
      return Promise.resolve();
    });
    return refusal;
  }
}
