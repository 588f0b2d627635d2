import { Injectable } from '@nestjs/common';
import { HOUR, newId, notFound, Redacted } from '../../../kernel';
import { newToken } from '../../../platform/crypto/token';
import { digestOf } from '../../../platform/crypto/digest';
import type { Actor } from '../../../platform/database/actor';
import { type AuditEventInput, open } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { StepUpService } from '../../identity';
import { ScimTokenRepository } from './scim-token.repository';

const PREFIX = 'scim_';
const STEP_UP_AGE = 300;
/** While a new token is carried to the provisioning system, the one before it still serves. */
export const OVERLAP = 24 * HOUR;

export interface NewScimToken {
  readonly name: string;
  /** Ends the others when the overlap is over. */
  readonly replacing: boolean;
}

/** Makes and ends the tokens of provisioning systems: in the web app with a second factor, or on the server. */
@Injectable()
export class ManageScimTokens {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly tokens: ScimTokenRepository,
    private readonly stepUps: StepUpService,
  ) {}

  /** `principal` and the step-up are missing on the server itself, where whoever runs the command is the operator. */
  make(
    actor: Actor,
    { name, replacing }: NewScimToken,
    by?: { readonly principal: Principal; readonly stepUpToken: string | undefined },
  ): Promise<{ id: string; token: Redacted<string> }> {
    return this.uow.run(actor, async (tx) => {
      if (by)
        await this.sign(tx, by.principal, by.stepUpToken, 'people.make-scim-token', { name, replacing });
      if (replacing) await this.tokens.endAt(tx, null, new Date(tx.now.getTime() + OVERLAP));
      const token = new Redacted(`${PREFIX}${newToken().reveal()}`);
      const id = newId();
      await this.tokens.insert(tx, {
        id,
        name,
        text: token.reveal(),
        createdBy: by?.principal.personId ?? null,
      });
      tx.record(tokenEvent('people.scim_token_made', id, { name: open(name), replacing: open(replacing) }));
      return { id, token };
    });
  }

  end(actor: Actor, principal: Principal, id: string, stepUpToken: string | undefined): Promise<void> {
    return this.uow.run(actor, async (tx) => {
      await this.sign(tx, principal, stepUpToken, 'people.end-scim-token', { id });
      if ((await this.tokens.endAt(tx, id, tx.now)) === 0)
        throw notFound('people.unknown_scim_token', 'There is no such token.');
      tx.record(tokenEvent('people.scim_token_ended', id));
    });
  }

  private async sign(
    tx: Tx,
    principal: Principal,
    stepUpToken: string | undefined,
    action: string,
    what: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.stepUps.consume(tx, principal, stepUpToken, {
      action,
      subjectId: principal.personId,
      digest: digestOf({ action, ...what }),
      maxAgeSeconds: STEP_UP_AGE,
      // A token gives and takes access; to end one only takes.
      privileged: action === 'people.make-scim-token',
    });
  }
}

const tokenEvent = (
  type: 'people.scim_token_made' | 'people.scim_token_ended',
  id: string,
  data: AuditEventInput['data'] = {},
): AuditEventInput => ({ type, subject: { kind: 'scim-token', id }, severity: 'alert', data });
