import { Injectable } from '@nestjs/common';
import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import { SlackPeople } from '../binding/slack-people';
import { OpenAskForm } from '../asking/open-ask-form';
import { contextOf } from '../receiving/call-context';
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
    if (event.tab === 'home') await this.home.run(contextOf(context).workspace, event.user);
  }

  /** The button on it. Where there is nothing to ask for, nothing opens: the tab says what the person holds. */
  async ask({
    ack,
    body,
    context,
  }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> {
    await ack();
    const { workspace } = contextOf(context);
    const person = await this.people.behind({ teamId: workspace.teamId, userId: body.user.id });
    const view = person?.status === 'active' ? await this.form.formFor(person, '') : undefined;
    if (view) await this.form.show(workspace, body.trigger_id, view);
    else await this.home.run(workspace, body.user.id);
  }
}
