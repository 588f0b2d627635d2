import { Injectable } from '@nestjs/common';
import type { SlackViewMiddlewareArgs, ViewSubmitAction, AllMiddlewareArgs } from '@slack/bolt';
import { DomainError } from '../../../kernel';
import type { Person } from '../../directory';
import { SlackPeople } from '../binding/slack-people';
import { SlackFailure } from '../calling/slack-failure';
import { type CallContext, contextOf, throughSlack } from '../receiving/call-context';
import { NOT_ACTIVE } from './answer-command';
import { FIELDS, VALUE } from './ask-form';
import { OpenAskForm } from './open-ask-form';
import { SubmitAskForm } from './submit-ask-form';

type FormCall = SlackViewMiddlewareArgs & AllMiddlewareArgs;
const PRESS_AGAIN =
  'Slack did not tell Sallyport in time who you are. Nothing was asked; press the button again.';

type Values = ViewSubmitAction['view']['state']['values'];

/** The buttons of the form. Who presses one is looked up again: much can happen while a form is open. */
@Injectable()
export class AnswerForm {
  constructor(
    private readonly people: SlackPeople,
    private readonly form: OpenAskForm,
    private readonly submit: SubmitAskForm,
  ) {}

  async profileChosen({ ack, view, body, context }: FormCall): Promise<void> {
    const answer = await this.as(contextOf(context), body.user.id, FIELDS.profile, async (person) => ({
      view: await this.form.secondStep(person, chosenIn(view.state.values, FIELDS.profile)),
    }));
    await acknowledge(ack, answer);
  }

  async submitted({ ack, view, body, context }: FormCall): Promise<void> {
    const call = contextOf(context);
    const { values } = view.state;
    const answer = await this.as(call, body.user.id, FIELDS.justification, (person) =>
      this.submit.run(throughSlack(call, person.id), person, {
        viewId: view.id,
        profileKey: view.private_metadata,
        justification: typedIn(values, FIELDS.justification) ?? '',
        ticket: typedIn(values, FIELDS.ticket),
        durationSeconds: Number(chosenIn(values, FIELDS.duration)),
      }),
    );
    await acknowledge(ack, answer);
  }

  private async as(
    call: CallContext,
    userId: string,
    field: string,
    work: (person: Person) => ReturnType<SubmitAskForm['run']>,
  ): ReturnType<SubmitAskForm['run']> {
    const said = (words: string) => ({ errors: { [field]: words } });
    try {
      const person = await this.people.behind(call, userId);
      if (!person) return said('This account is bound to nobody any more. Type /access again.');
      return person.status === 'active' ? await work(person) : said(NOT_ACTIVE);
    } catch (error) {
      if (error instanceof DomainError) return said(error.detail);
      if (error instanceof SlackFailure) return said(PRESS_AGAIN);
      throw error;
    }
  }
}

type Answer = Awaited<ReturnType<SubmitAskForm['run']>>;

const acknowledge = (ack: FormCall['ack'], answer: Answer): Promise<void> =>
  'errors' in answer
    ? ack({ response_action: 'errors', errors: { ...answer.errors } })
    : ack({ response_action: 'update', view: answer.view });

const typedIn = (values: Values, field: string): string | null => values[field]?.[VALUE]?.value ?? null;
const chosenIn = (values: Values, field: string): string =>
  values[field]?.[VALUE]?.selected_option?.value ?? '';
