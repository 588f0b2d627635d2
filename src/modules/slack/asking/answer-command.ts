import { Injectable } from '@nestjs/common';
import type { SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { AllMiddlewareArgs } from '@slack/bolt';
import { DomainError } from '../../../kernel';
import type { Person } from '../../directory';
import { OfferBinding } from '../binding/offer-binding';
import { SlackPeople } from '../binding/slack-people';
import { SlackFailure } from '../calling/slack-failure';
import { escaped } from '../slack-text';
import { type CallContext, contextOf, nobody } from '../receiving/call-context';
import { OpenAskForm } from './open-ask-form';

type CommandCall = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

const NO_ANSWER = 'Slack did not answer Sallyport in time. Type /access again.';
export const NOT_ACTIVE = 'Your access here is suspended. Ask an administrator.';

/** `/access`: the form for whom this account belongs to; for anybody else the way to bind it. Only they see the answer. */
@Injectable()
export class AnswerCommand {
  constructor(
    private readonly people: SlackPeople,
    private readonly binding: OfferBinding,
    private readonly form: OpenAskForm,
  ) {}

  async run({ ack, command, context }: CommandCall): Promise<void> {
    const call = contextOf(context);
    const person = await this.people.behind({ teamId: call.workspace.teamId, userId: command.user_id });
    const said = person
      ? await this.openForm(call, person, command.text, command.trigger_id)
      : await this.offer(call, command.user_id);
    await ack(said === undefined ? undefined : { response_type: 'ephemeral', text: said });
  }

  private async openForm(
    { workspace }: CallContext,
    person: Person,
    words: string,
    triggerId: string,
  ): Promise<string | undefined> {
    if (person.status !== 'active') return NOT_ACTIVE;
    const view = await this.form.formFor(person, words);
    if (!view) return `There is nothing that you may ask for now. Why stands at ${this.form.profilesPage}`;
    try {
      await this.form.show(workspace, triggerId, view);
      return undefined;
    } catch (error) {
      if (error instanceof SlackFailure) return NO_ANSWER;
      throw error;
    }
  }

  private async offer(call: CallContext, userId: string): Promise<string> {
    try {
      const url = await this.binding.run(nobody(call), call.workspace, userId);
      return `Sallyport does not know whose Slack account this is. Bind it to yours, signed in and with your second factor: ${url.reveal()} (good once, for 15 minutes, for nobody but you).`;
    } catch (error) {
      if (error instanceof DomainError) return escaped(error.detail);
      if (error instanceof SlackFailure) return NO_ANSWER;
      throw error;
    }
  }
}
