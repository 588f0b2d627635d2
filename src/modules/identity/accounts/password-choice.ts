import { Inject, Injectable } from '@nestjs/common';
import { conflict, DAY, Redacted } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { CatalogRepository } from '../../catalog';
import type { Person } from '../../directory';
import { isCommonPassword } from '../passwords/common-passwords';
import { CredentialRepository } from '../passwords/credential.repository';
import { assertNoFault, type PasswordFault, passwordFaults } from '../domain/password-rules';
import { PasswordHasher } from '../passwords/password-hasher';
import { SettleNewCredential } from '../passwords/settle-new-credential';
import { passwordChangedMail } from './account-mail';

/** A password that passed every rule, on its way into the database. */
export interface ChosenPassword {
  readonly hash: string;
}

const NOTICE_IS_NEWS_FOR = 3 * DAY;

/** A password that a person chooses, however they came to: by invitation, by a link, or because they want another. */
@Injectable()
export class PasswordChoice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly catalog: CatalogRepository,
    private readonly credentials: CredentialRepository,
    private readonly hasher: PasswordHasher,
    private readonly settle: SettleNewCredential,
    private readonly outbox: MailOutbox,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** What is wrong with it, but for the earlier ones, which only a hash can tell. Without a person, what is wrong for anybody. */
  async faults(chosen: string, person: Person | undefined): Promise<PasswordFault[]> {
    const from = this.uow.reader;
    const organisation = await this.catalog.organisation(from);
    const hasSecondFactor = person !== undefined && (await this.credentials.hasSecondFactor(from, person.id));
    const names = person ? [person.name, person.handle, person.email] : [];
    return passwordFaults(chosen, {
      hasSecondFactor,
      about: [...names, organisation?.name ?? '', 'Sallyport'],
      isCommon: isCommonPassword,
    });
  }

  /** Hashes it before any transaction begins. Throws the first fault, or `identity.password_used_before`. */
  async check(person: Person, chosen: Redacted<string>): Promise<ChosenPassword> {
    assertNoFault(await this.faults(chosen.reveal(), person));
    await this.assertNew(person.id, chosen);
    return { hash: await this.hasher.hash(chosen) };
  }

  /** Puts it in force: every session ends, what was guessed at the old one is forgotten, and its owner is told. */
  async save(tx: Tx, person: Person, { hash }: ChosenPassword): Promise<void> {
    const { history } = this.environment.passwords;
    await this.credentials.savePassword(tx, person.id, hash, history - 1);
    await this.settle.run(tx, person.id, 'password');
    await this.outbox.post(tx, {
      kind: 'password-changed',
      personId: person.id,
      to: person.email,
      message: passwordChangedMail(person, this.environment.publicUrl, tx.now),
      notAfter: new Date(tx.now.getTime() + NOTICE_IS_NEWS_FOR),
    });
  }

  private async assertNew(personId: string, chosen: Redacted<string>): Promise<void> {
    const { history } = this.environment.passwords;
    for (const hash of await this.credentials.recentHashes(this.uow.reader, personId, history)) {
      if (await this.hasher.matches(hash, chosen)) {
        throw conflict(
          'identity.password_used_before',
          'You have had this password before. Choose one that is new.',
        );
      }
    }
  }
}
