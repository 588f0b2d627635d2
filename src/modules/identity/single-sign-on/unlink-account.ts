import { Injectable } from '@nestjs/common';
import { type DomainError, notFound } from '../../../kernel';
import { digestOf } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { CredentialRepository } from '../passwords/credential.repository';
import { EndSessions } from '../sessions/end-sessions';
import { EnrolmentRepository } from '../factors/enrolment.repository';
import { onlyWayIn } from '../refusals';
import { RecordRefusedAccess } from '../record-refused-access';
import { StepUpService } from '../step-up/step-up.service';
import { LinkedAccounts } from './linked-accounts';
import { LinkedIdentities, type LinkedIdentity } from './linked-identity.repository';
import { identityUnlinked } from './single-sign-on-events';

export const UNLINK_ACCOUNT = 'identity.unlink_account';

/** What a second factor covers: whose link it is, and to whom. */
export const unlinkDigest = ({ id, personId, issuer }: LinkedIdentity): string =>
  digestOf({ action: UNLINK_ACCOUNT, personId, account: id, issuer });

/** A person’s own account at an identity provider opens nothing here any more. Never the last way in. */
@Injectable()
export class UnlinkAccount {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly identities: LinkedIdentities,
    private readonly accounts: LinkedAccounts,
    private readonly credentials: CredentialRepository,
    private readonly enrolments: EnrolmentRepository,
    private readonly sessions: EndSessions,
    private readonly stepUps: StepUpService,
    private readonly refused: RecordRefusedAccess,
  ) {}

  /** With a second factor where the person has one. Every other session of theirs ends. */
  async run(actor: Actor, principal: Principal, id: string, stepUpToken: string | undefined): Promise<void> {
    const { personId, credential } = principal;
    const identity = await this.own(actor, personId, id);
    await this.uow.run(actor, async (tx) => {
      // Two links that go at once must not each take the other for the way that is left.
      await this.enrolments.lockPerson(tx, personId);
      if (await this.credentials.hasSecondFactor(tx, personId)) {
        await this.stepUps.consume(tx, principal, stepUpToken, {
          action: UNLINK_ACCOUNT,
          subjectId: id,
          digest: unlinkDigest(identity),
          maxAgeSeconds: 300,
        });
      }
      if (!(await this.identities.unlink(tx, personId, id))) throw unknownAccount();
      if (!(await this.accounts.canSignIn(tx, personId))) throw onlyWayIn();
      tx.record(identityUnlinked(personId, identity.issuer));
      await this.sessions.allOf(tx, personId, 'credential-changed', credential.id);
    });
  }

  /** Somebody else's answers as if it did not exist, and is put on record. */
  private async own(actor: Actor, personId: string, id: string): Promise<LinkedIdentity> {
    const found = await this.identities.byId(this.uow.reader, id);
    if (found?.personId === personId) return found;
    if (found) await this.refused.run(actor, { kind: 'linked-account', id }, 'remove');
    throw unknownAccount();
  }
}

const unknownAccount = (): DomainError =>
  notFound('identity.unknown_linked_account', 'That account is not linked to you. Reload the page.');
