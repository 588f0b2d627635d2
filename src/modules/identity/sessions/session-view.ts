import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { DirectoryRepository } from '../../directory';
import { abilitiesOf } from '../abilities';
import { FactorViews } from '../factors/factor-views';
import { CredentialRepository } from '../passwords/credential.repository';
import { passwordEnd } from '../domain/password-age';
import { idleDeadline } from '../domain/session-rules';
import type { SessionAnswer } from '../identity.dto';
import { IdentityKeys } from '../identity-keys';
import type { WebSession } from './web-session';

/** What a page needs to know of its own session, signed in or not. */
@Injectable()
export class SessionView {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly keys: IdentityKeys,
    private readonly factors: FactorViews,
    private readonly credentials: CredentialRepository,
    private readonly outbox: MailOutbox,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async of(session: WebSession | undefined): Promise<SessionAnswer> {
    const { demo, production } = this.environment;
    const full = session?.state === 'signed-in' ? session : undefined;
    return {
      state: session?.state ?? 'anonymous',
      csrfToken: session ? this.keys.csrfToken(session.id) : '',
      person: full ? await this.person(full) : null,
      abilities: full ? abilitiesOf(full.jobRoles) : [],
      sendsMail: this.outbox.delivers,
      passwordEndsAt: full ? await this.passwordEnd(full) : null,
      ...(await this.factors.ofSession(session)),
      demo,
      environment: production ? 'production' : 'development',
      expiresAt: session ? iso(session.expiresAt) : null,
      idleExpiresAt: session ? iso(idleDeadline(session.lastSeenAt)) : null,
    };
  }

  private async passwordEnd({ personId }: WebSession): Promise<string | null> {
    const { maximumAgeDays } = this.environment.passwords;
    const stored = await this.credentials.password(this.uow.reader, personId);
    return isoOrNull(stored && passwordEnd(stored.changedAt, maximumAgeDays));
  }

  private async person(session: WebSession): Promise<SessionAnswer['person']> {
    const from = this.uow.reader;
    const { id, handle, name, email } = await this.directory.person(from, session.personId);
    const known = await this.directory.jobRoles(from);
    return { id, handle, name, email, jobRoles: known.filter(({ key }) => session.jobRoles.includes(key)) };
  }
}
