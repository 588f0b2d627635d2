import { Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { EventView } from '../../audit';
import { SlackIdentityRepository } from '../../slack';
import { Notify } from './notify';

/** Whose account at Slack it is now, or is no more, hears of it wherever else they can be reached. */
@Injectable()
export class TellAboutSlackAccounts {
  constructor(
    private readonly notify: Notify,
    private readonly identities: SlackIdentityRepository,
  ) {}

  async tell(tx: Tx, event: EventView): Promise<void> {
    const { id, type, subject } = event;
    const notAfter = new Date(tx.now.getTime() + DAY);
    const news = {
      kind: 'slack-account',
      personId: subject.id,
      subjectId: id,
      topic: type,
      notAfter,
    } as const;
    await this.notify.tell(tx, news, (await this.wouldReadItThere(tx, event)) ? ['slack'] : []);
  }

  /** Whoever talked somebody into binding the account would be the only one to read that it was bound. */
  private async wouldReadItThere(tx: Tx, { type, subject, at }: EventView): Promise<boolean> {
    if (type !== 'slack.account_bound') return false;
    const accounts = await this.identities.ofPeople(tx, [subject.id]);
    return !accounts.some(({ boundAt }) => boundAt < at);
  }
}
