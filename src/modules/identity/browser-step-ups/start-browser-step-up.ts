import { Inject, Injectable } from '@nestjs/common';
import { addSeconds, conflict, Redacted, SECOND } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { hashToken, newToken } from '../../../platform/crypto/token';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { ApiTokenRepository } from '../tokens/api-token.repository';
import { BROWSER_STEP_UP_WAITS, MOST_WAITING } from '../domain/browser-step-up-rules';
import { tokenOver } from '../refusals';
import { browserStepUpAsked } from './browser-step-up-events';
import { BrowserStepUpRepository, type NewBrowserStepUp } from './browser-step-up.repository';

export interface StartedBrowserStepUp {
  readonly id: string;
  /** Where its person confirms it, signed in. The link authorises nothing. */
  readonly url: Redacted<string>;
  readonly expiresAt: Date;
}

/** A program asks its person to confirm one action in a browser. */
@Injectable()
export class StartBrowserStepUp {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly stepUps: BrowserStepUpRepository,
    private readonly tokens: ApiTokenRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  run(actor: Actor, asked: Omit<NewBrowserStepUp, 'linkHash' | 'expiresAt'>): Promise<StartedBrowserStepUp> {
    const link = newToken();
    return this.uow.run(actor, async (tx) => {
      // Held, so that those of one token are counted one after the other.
      if (!(await this.tokens.lockOpen(tx, asked.apiTokenId))) throw tokenOver('ended');
      if ((await this.stepUps.countWaitingOf(tx, asked.apiTokenId)) >= MOST_WAITING) throw tooManyWaiting();
      const expiresAt = addSeconds(tx.now, BROWSER_STEP_UP_WAITS / SECOND);
      const id = await this.stepUps.insert(tx, { ...asked, linkHash: hashToken(link.reveal()), expiresAt });
      tx.record(browserStepUpAsked(id, asked));
      return { id, url: new Redacted(`${this.environment.publicUrl}/confirm/${link.reveal()}`), expiresAt };
    });
  }
}

const tooManyWaiting = () =>
  conflict(
    'identity.too_many_browser_step_ups',
    `This token waits for ${MOST_WAITING} confirmations already. Answer one of them in the browser, or wait ten minutes.`,
  );
