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
    const said = await this.answer(contextOf(context), command);
    await ack(said === undefined ? undefined : { response_type: 'ephemeral', text: said });
  }

  /** Undefined where the form says everything. */
  private async answer(call: CallContext, command: CommandCall['command']): Promise<string | undefined> {
    try {
      const person = await this.people.behind(call, command.user_id);
      if (!person) return await this.offer(call, command.user_id);
      return await this.openForm(call, person, command.text, command.trigger_id);
    } catch (error) {
      if (error instanceof DomainError) return escaped(error.detail);
      if (error instanceof SlackFailure) return NO_ANSWER;
      throw error;
    }
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
    await this.form.show(workspace, triggerId, view);
    return undefined;
  }

  private async offer(call: CallContext, userId: string): Promise<string> {
    const url = await this.binding.run(nobody(call), call.workspace, userId);
    return `Sallyport does not know whose Slack account this is. Bind it to yours, signed in and with your second factor: ${url.reveal()} (good once, for 15 minutes, for nobody but you).`;
  }
}
