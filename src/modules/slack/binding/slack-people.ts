import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { DirectoryRepository, type Person } from '../../directory';
import type { SlackAccount } from '../slack-events';
import { SlackIdentityRepository } from './slack-identity.repository';

/** The person behind an account at Slack, as the directory says at this moment (never cached: I15, I16). */
@Injectable()
export class SlackPeople {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly identities: SlackIdentityRepository,
    private readonly directory: DirectoryRepository,
  ) {}

  async behind(account: SlackAccount): Promise<Person | undefined> {
    const identity = await this.identities.byAccount(this.uow.reader, account);
    return identity && this.directory.person(this.uow.reader, identity.personId);
  }
}
