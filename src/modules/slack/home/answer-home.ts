import { Injectable } from '@nestjs/common';
import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { DomainError } from '../../../kernel';
import { SlackPeople } from '../binding/slack-people';
import { OpenAskForm } from '../asking/open-ask-form';
import { type CallContext, contextOf } from '../receiving/call-context';
import { ShowHome } from './show-home';

@Injectable()
export class AnswerHome {
  constructor(
    private readonly home: ShowHome,
    private readonly people: SlackPeople,
    private readonly form: OpenAskForm,
  ) {}

  async opened({
    event,
    context,
  }: SlackEventMiddlewareArgs<'app_home_opened'> & AllMiddlewareArgs): Promise<void> {
    if (event.tab === 'home') await this.home.run(contextOf(context), event.user);
  }

  /** The button on it. Where there is nothing to ask for, nothing opens: the tab says what the person holds. */
  async ask({
    ack,
    body,
    context,
  }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> {
    await ack();
    const call = contextOf(context);
    const view = await this.formFor(call, body.user.id);
    if (view) await this.form.show(call.workspace, body.trigger_id, view);
    else await this.home.run(call, body.user.id);
  }

  /** Undefined also for whoever may not ask here: the tab says why. */
  private async formFor(call: CallContext, userId: string): Promise<ModalView | undefined> {
    try {
      const person = await this.people.behind(call, userId);
      return person?.status === 'active' ? await this.form.formFor(person, '') : undefined;
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
