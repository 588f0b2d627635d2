import { Injectable } from '@nestjs/common';
import { conflict, type Redacted } from '../../../kernel';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { asPerson, type Caller } from '../caller';
import { mustHaveSecondFactor } from '../factors/second-factor-duty';
import { CredentialRepository } from '../passwords/credential.repository';
import { OpenSession } from '../sessions/open-session';
import { PasswordHasher } from '../passwords/password-hasher';
import type { PriorSession } from '../sessions/web-session';
import { invitationAccepted } from './account-events';
import { AccountLinks } from './account-links';
import { PasswordChoice } from './password-choice';

/** The first password of somebody who was invited, and with it their first session. */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly links: AccountLinks,
    private readonly credentials: CredentialRepository,
    private readonly hasher: PasswordHasher,
    private readonly choice: PasswordChoice,
    private readonly opening: OpenSession,
  ) {}

  /**
   * The token of a session that is complete, or, for somebody who must have a second factor, can do nothing but see to
   * one. Whoever is signed in in this browser is signed out.
   */
  async run(
    caller: Caller,
    token: string,
    chosen: Redacted<string>,
    prior?: PriorSession,
  ): Promise<Redacted<string>> {
    const { link, person } = await this.links.open(caller, 'invitation', token);
    return this.hasher.inTurn(async () => {
      const checked = await this.choice.check(person, chosen);
      return this.uow.run(asPerson(caller, person.id), async (tx) => {
        await this.links.use(tx, link);
        if (await this.credentials.password(tx, person.id)) {
          throw conflict('identity.has_password', 'You have a password already. Sign in with it.');
        }
        tx.record(invitationAccepted(person.id, link.id));
        await this.choice.save(tx, person, checked);
        const needsMore =
          (await mustHaveSecondFactor(tx, person.id, person.jobRoles, tx.now)) ||
          (await this.credentials.hasSecondFactor(tx, person.id));
        return this.opening.run(tx, caller, {
          personId: person.id,
          firstFactor: 'password',
          secondFactor: needsMore ? 'owed' : 'none',
          prior,
        });
      });
    });
  }
}
