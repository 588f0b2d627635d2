import { Controller, Delete, Get, Inject, Param } from '@nestjs/common';
import { type Clock, notFound } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso, uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { CredentialRepository } from '../passwords/credential.repository';
import { endedCount } from '../tokens/api-tokens.dto';
import { mustHaveSecondFactor } from '../factors/second-factor-duty';
import { EndSessions } from './end-sessions';
import { sessionList } from '../identity.dto';
import { RecordRefusedAccess } from '../record-refused-access';
import { WebSessionRepository } from './web-session.repository';

/** The places where a person is signed in. */
@Controller('api/v1/sessions')
export class SessionsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly sessions: WebSessionRepository,
    private readonly credentials: CredentialRepository,
    private readonly endSessions: EndSessions,
    private readonly refused: RecordRefusedAccess,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Endpoint({ summary: 'Where I am signed in', access: 'signed-in', response: sessionList })
  async mine(@CurrentPrincipal() { personId, jobRoles, credential }: Principal) {
    const [from, now] = [this.uow.reader, this.clock.now()];
    const open = await this.sessions.openOf(from, personId, now);
    const owed =
      (await this.credentials.hasSecondFactor(from, personId)) ||
      (await mustHaveSecondFactor(from, personId, jobRoles, now));
    return {
      items: open.map(({ id, createdAt, lastSeenAt, secondFactorGiven, address, userAgent }) => ({
        id,
        current: id === credential.id,
        waitsForSecondFactor: owed && !secondFactorGiven,
        createdAt: iso(createdAt),
        lastSeenAt: iso(lastSeenAt),
        address,
        userAgent,
      })),
    };
  }

  @Delete()
  @Endpoint({
    summary: 'End all my sessions but this one',
    description: 'API tokens and command lines go on; end those under `/api/v1/api-tokens`.',
    access: 'signed-in',
    response: endedCount,
  })
  async endOthers(@CurrentActor() actor: Actor, @CurrentPrincipal() { personId, credential }: Principal) {
    return { ended: await this.endSessions.othersOf(actor, personId, credential.id) };
  }

  @Delete(':id')
  @Endpoint({
    summary: 'End one of my sessions',
    access: 'signed-in',
    status: 204,
    refuses: ['identity.unknown_session'],
  })
  async end(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() { personId }: Principal,
    @Param('id', zod(uuid)) id: string,
  ): Promise<void> {
    const session = await this.sessions.openById(this.uow.reader, id, this.clock.now());
    if (session?.personId !== personId) {
      if (session) await this.refused.run(actor, { kind: 'web-session', id }, 'end');
      throw notFound('identity.unknown_session', 'You have no such session.');
    }
    await this.endSessions.one(actor, session, 'ended-elsewhere');
  }
}
