import { Injectable } from '@nestjs/common';
import { notFound } from '../../../kernel';
import { hashToken } from '../../../platform/crypto/token';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { RecordRefusedAccess } from '../record-refused-access';
import { type BrowserStepUp, BrowserStepUpRepository } from './browser-step-up.repository';

/** What a link leads to, for the person whose program asked. Somebody else's reads like one that never was, on record. */
@Injectable()
export class FindBrowserStepUp {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly stepUps: BrowserStepUpRepository,
    private readonly refused: RecordRefusedAccess,
  ) {}

  async run(actor: Actor, { personId }: Principal, link: string): Promise<BrowserStepUp> {
    const found = await this.stepUps.byLink(this.uow.reader, hashToken(link));
    if (found?.personId === personId) return found;
    if (found) await this.refused.run(actor, { kind: 'browser-step-up', id: found.id }, 'follow-link');
    throw notFound(
      'identity.unknown_browser_step_up',
      'Nothing waits under this link. It may be for somebody else, not complete, or too old.',
    );
  }
}
