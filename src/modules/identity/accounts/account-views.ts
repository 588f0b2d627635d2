import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { AttemptWindows } from '../sign-in/attempt-window';
import { mustHaveSecondFactor } from '../factors/second-factor-duty';
import { CredentialRepository } from '../passwords/credential.repository';
import { passwordEnd } from '../domain/password-age';
import { minimumLength, PASSWORD_MAXIMUM } from '../domain/password-rules';
import { LinkedAccounts } from '../single-sign-on/linked-accounts';
import { type AccountLink, AccountLinkRepository } from './account-link.repository';
import type { OpenLink } from './account-links';
import type { AccountAnswer } from './accounts.dto';
import { changeDigest } from './change-password';
import { invitationDigest } from './invite-person';
import { unlockDigest } from './unlock-person';

/** What pages show of accounts: one's own password, what a link is for, and how somebody else's account stands. */
@Injectable()
export class AccountViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly catalog: CatalogRepository,
    private readonly credentials: CredentialRepository,
    private readonly attempts: AttemptWindows,
    private readonly links: AccountLinkRepository,
    private readonly outbox: MailOutbox,
    private readonly linkedAccounts: LinkedAccounts,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** Undefined for somebody who has none. */
  async ownPassword(personId: string) {
    const stored = await this.credentials.password(this.uow.reader, personId);
    if (!stored) return undefined;
    const hasSecondFactor = await this.credentials.hasSecondFactor(this.uow.reader, personId);
    const { maximumAgeDays } = this.environment.passwords;
    return {
      ...this.rules(hasSecondFactor),
      personId,
      changedAt: iso(stored.changedAt),
      endsAt: isoOrNull(passwordEnd(stored.changedAt, maximumAgeDays)),
      needsSecondFactor: hasSecondFactor,
      digest: changeDigest(personId, stored.changedAt),
    };
  }

  async link({ link, person }: OpenLink) {
    const organisation = await this.catalog.organisation(this.uow.reader);
    const hasSecondFactor = await this.credentials.hasSecondFactor(this.uow.reader, person.id);
    return {
      ...this.rules(hasSecondFactor),
      name: person.name,
      handle: person.handle,
      organisation: organisation?.name ?? 'Sallyport',
      expiresAt: iso(link.expiresAt),
      needsSecondFactor:
        !hasSecondFactor &&
        (await mustHaveSecondFactor(this.uow.reader, person.id, person.jobRoles, this.clock.now())),
      hasPassword: (await this.credentials.password(this.uow.reader, person.id)) !== undefined,
    };
  }

  async account(personId: string): Promise<AccountAnswer> {
    const from = this.uow.reader;
    const now = this.clock.now();
    const person = await this.directory.person(from, personId);
    const stored = await this.credentials.password(from, personId);
    const invitation = await this.links.openOf(from, 'invitation', personId, now);
    const linked = await this.linkedAccounts.of(from, personId);
    return {
      state: stored ? 'password' : invitation ? 'invited' : 'nothing',
      canSignIn: await this.linkedAccounts.canSignIn(from, personId),
      linkedAccounts: linked.map(({ provider, linkedAt, lastUsedAt }) => ({
        provider,
        linkedAt: iso(linkedAt),
        lastUsedAt: isoOrNull(lastUsedAt),
      })),
      passwordChangedAt: isoOrNull(stored?.changedAt),
      passwordEndsAt: isoOrNull(
        stored && passwordEnd(stored.changedAt, this.environment.passwords.maximumAgeDays),
      ),
      lockedUntil: isoOrNull(await this.attempts.lockOf(from, personId, now)),
      invitation: invitation ? await this.invitation(invitation) : null,
      sendsMail: this.outbox.delivers,
      digests: {
        mail: invitationDigest(person, 'mail'),
        handOver: invitationDigest(person, 'hand-over'),
        unlock: unlockDigest(personId),
      },
    };
  }

  private async invitation({
    madeBy,
    createdAt,
    expiresAt,
  }: AccountLink): Promise<AccountAnswer['invitation']> {
    const maker = await this.directory.person(this.uow.reader, known(madeBy, 'Who made an invitation'));
    return { madeBy: maker.name, createdAt: iso(createdAt), expiresAt: iso(expiresAt) };
  }

  private rules(hasSecondFactor: boolean) {
    const { history } = this.environment.passwords;
    return { minimum: minimumLength(hasSecondFactor), maximum: PASSWORD_MAXIMUM, history };
  }
}
