import { Inject, Injectable } from '@nestjs/common';
import { type Clock, Redacted } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { hashToken, newToken } from '../../../platform/crypto/token';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import { MailOutbox } from '../../../platform/mail/mail-outbox';
import { DirectoryRepository, type Person } from '../../directory';
import { asNobody, type Caller } from '../caller';
import { linkOver } from '../refusals';
import { linkRefused } from './account-events';
import {
  type AccountLink,
  AccountLinkRepository,
  type LinkKind,
  type LinkMaker,
} from './account-link.repository';

export interface MadeLink {
  readonly id: string;
  readonly url: Redacted<string>;
  readonly expiresAt: Date;
}

/** A link and whom it is for. */
export interface OpenLink {
  readonly link: AccountLink;
  readonly person: Person;
}

/** Where the page of each kind is; the address before it is the configured one, whatever a request says of its host. */
const PATHS: Readonly<Record<LinkKind, string>> = { invitation: 'invitation', 'password-reset': 'reset' };

/** Links that are good once, for one person, for a while. Looking at one changes nothing: mail scanners look at all of them. */
@Injectable()
export class AccountLinks {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly links: AccountLinkRepository,
    private readonly directory: DirectoryRepository,
    private readonly outbox: MailOutbox,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** A new one, which takes the place of the one before and of its message. */
  async make(
    tx: Tx,
    kind: LinkKind,
    personId: string,
    lasts: number,
    maker: LinkMaker | null,
  ): Promise<MadeLink> {
    await this.links.void(tx, personId, kind);
    await this.outbox.withdraw(tx, personId, kind);
    const token = newToken();
    const expiresAt = new Date(tx.now.getTime() + lasts);
    const tokenHash = hashToken(token.reveal());
    const id = await this.links.insert(tx, { kind, personId, tokenHash, maker, expiresAt });
    const url = new Redacted(`${this.environment.publicUrl}/${PATHS[kind]}/${token.reveal()}`);
    return { id, url, expiresAt };
  }

  /** Whom an open link is for; nothing is written. Throws `identity.link_over`, for links that never were as well. */
  async look(kind: LinkKind, token: string): Promise<OpenLink> {
    const found = await this.find(kind, token);
    if (!found || !this.isGood(found)) throw linkOver();
    return found;
  }

  /** The same for somebody who wants to use it: one that is over goes on record. */
  async open(caller: Caller, kind: LinkKind, token: string): Promise<OpenLink> {
    const found = await this.find(kind, token);
    if (found && this.isGood(found)) return found;
    if (found) {
      const { link, person } = found;
      await this.uow.record(asNobody(caller), linkRefused(person.id, link.id, kind));
    }
    throw linkOver();
  }

  /** Within the transaction of what it opens: once, over all processes (I10). */
  async use(tx: Tx, { id, personId }: AccountLink): Promise<void> {
    if (!(await this.links.use(tx, id))) throw linkOver();
    // Whoever has a new password needs none of the other links that may still lie in a mailbox.
    await this.voidAll(tx, personId);
  }

  /** Whatever lies in the person's mailbox, or is on its way there, opens nothing any more. */
  async voidAll(tx: Tx, personId: string): Promise<void> {
    await this.links.void(tx, personId);
    await this.outbox.withdraw(tx, personId, 'invitation');
    await this.outbox.withdraw(tx, personId, 'password-reset');
  }

  private async find(kind: LinkKind, token: string): Promise<OpenLink | undefined> {
    const link = await this.links.byToken(this.uow.reader, kind, hashToken(token));
    return link && { link, person: await this.directory.person(this.uow.reader, link.personId) };
  }

  private isGood({ link, person }: OpenLink): boolean {
    return link.isOpen && link.expiresAt > this.clock.now() && person.status === 'active';
  }
}
