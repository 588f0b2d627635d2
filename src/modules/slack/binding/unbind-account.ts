import { Injectable, type OnModuleInit } from '@nestjs/common';
import { notFound } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { ForgetCredentials, RecordRefusedAccess } from '../../identity';
import { accountUnbound } from '../slack-events';
import { type SlackIdentity, SlackIdentityRepository } from './slack-identity.repository';

/** An account at Slack is nobody's any more. It only takes away, so it needs no second factor. */
@Injectable()
export class UnbindAccount implements OnModuleInit {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly identities: SlackIdentityRepository,
    private readonly refused: RecordRefusedAccess,
    private readonly credentials: ForgetCredentials,
  ) {}

  onModuleInit(): void {
    this.credentials.whenForgotten((tx, personId) => this.allOf(tx, personId));
  }

  async run(actor: Actor, personId: string, id: string): Promise<void> {
    const identity = await this.own(actor, personId, id);
    await this.uow.run(actor, async (tx) => {
      if (!(await this.identities.unbind(tx, personId, id))) throw unknownAccount();
      tx.record(accountUnbound(personId, identity, 'by-its-person'));
    });
  }

  private async allOf(tx: Tx, personId: string): Promise<void> {
    const unbound = await this.identities.unbindAllOf(tx, personId);
    for (const account of unbound) tx.record(accountUnbound(personId, account, 'credentials-forgotten'));
  }

  /** Somebody else's answers as if it did not exist, and is put on record. */
  private async own(actor: Actor, personId: string, id: string): Promise<SlackIdentity> {
    const found = await this.identities.byId(this.uow.reader, id);
    if (found?.personId === personId) return found;
    if (found) await this.refused.run(actor, { kind: 'slack-identity', id }, 'unbind');
    throw unknownAccount();
  }
}

const unknownAccount = () =>
  notFound('slack.unknown_account', 'That Slack account is not bound to you. Reload the page.');
