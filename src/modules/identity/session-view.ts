import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../platform/config/environment.provider';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { iso } from '../../platform/http/shapes';
import { DirectoryRepository } from '../directory';
import { abilitiesOf } from './abilities';
import { FactorViews } from './factors/factor-views';
import { idleDeadline } from './domain/session-rules';
import type { SessionAnswer } from './identity.dto';
import { IdentityKeys } from './identity-keys';
import type { WebSession } from './web-session';

/** What a page needs to know of its own session, signed in or not. */
@Injectable()
export class SessionView {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly directory: DirectoryRepository,
    private readonly keys: IdentityKeys,
    private readonly factors: FactorViews,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async of(session: WebSession | undefined): Promise<SessionAnswer> {
    const { demo, production } = this.environment;
    return {
      state: session?.state ?? 'anonymous',
      csrfToken: session ? this.keys.csrfToken(session.id) : '',
      person: session?.state === 'signed-in' ? await this.person(session) : null,
      abilities: session?.state === 'signed-in' ? abilitiesOf(session.jobRoles) : [],
      ...(await this.factors.ofSession(session)),
      demo,
      environment: production ? 'production' : 'development',
      expiresAt: session ? iso(session.expiresAt) : null,
      idleExpiresAt: session ? iso(idleDeadline(session.lastSeenAt)) : null,
    };
  }

  private async person(session: WebSession): Promise<SessionAnswer['person']> {
    const from = this.uow.reader;
    const { id, handle, name, email } = await this.directory.person(from, session.personId);
    const known = await this.directory.jobRoles(from);
    return { id, handle, name, email, jobRoles: known.filter(({ key }) => session.jobRoles.includes(key)) };
  }
}
