import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { DomainError, Redacted } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository } from '../../directory';
import { asNobody, asPerson, type Caller } from '../caller';
import { type FirstFactorRefusal, signInRefused } from '../identity-events';
import { OpenSession } from '../sessions/open-session';
import type { PriorSession } from '../sessions/web-session';
import { passkeyRefused } from './factor-refusals';
import { TakePasskey } from './take-passkey';
import type { FactorRefusal } from './factor-proof';

/** Signs in without a name and a password: a passkey that verified its owner is both factors at once. */
@Injectable()
export class SignInWithPasskey {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly passkey: TakePasskey,
    private readonly opening: OpenSession,
  ) {}

  /** The token of the new session. The one that this browser had before ends. */
  async run(
    caller: Caller,
    assertion: AuthenticationResponseJSON,
    prior?: PriorSession,
  ): Promise<Redacted<string>> {
    const personId = handleOf(assertion);
    const passkey = await this.passkey.find(assertion);
    const checked = await this.passkey.check(assertion, passkey, personId, { purpose: 'sign-in' });
    if ('refused' in checked) throw await this.refused(caller, assertion, passkey?.personId, checked.refused);
    const { status } = await this.directory.person(this.uow.reader, personId);
    if (status !== 'active') {
      const refusal = { reason: 'person-not-active', answer: passkeyRefused() } as const;
      throw await this.refused(caller, assertion, personId, refusal);
    }
    const opened = await this.uow.run(asPerson(caller, personId), async (tx) => {
      const late = await checked.use(tx);
      if (late) {
        tx.record(signInRefused({ personId }, late.reason));
        return { late };
      }
      const opening = { personId, firstFactor: 'passkey', secondFactor: 'given', prior } as const;
      return { token: await this.opening.run(tx, caller, opening) };
    });
    if (opened.late) throw opened.late.answer;
    return opened.token;
  }

  private async refused(
    caller: Caller,
    { id }: AuthenticationResponseJSON,
    personId: string | undefined,
    { reason, answer }: Pick<FactorRefusal, 'answer'> & { reason: FirstFactorRefusal },
  ): Promise<DomainError> {
    const subject = personId === undefined ? { unknownPasskey: fingerprint(id) } : { personId };
    await this.uow.record(asNobody(caller), signInRefused(subject, reason));
    return answer;
  }
}

/** Who the authenticator says its owner is; it must be the one that the passkey was registered for (WebAuthn § 7.2). */
const handleOf = ({ response }: AuthenticationResponseJSON): string =>
  Buffer.from(response.userHandle ?? '', 'base64url').toString();

const fingerprint = (credentialId: string): string =>
  createHash('sha256').update(credentialId).digest('hex').slice(0, 32);
