import { Injectable } from '@nestjs/common';
import type { App } from '@slack/bolt';
import { AnswerCommand } from '../asking/answer-command';
import { AnswerForm } from '../asking/answer-form';
import { ASK_FOR_ACCESS, CHOOSE_PROFILE } from '../asking/ask-form';

/** Which call is served by whom. What nobody listens to is acknowledged and nothing else. */
@Injectable()
export class SlackListeners {
  constructor(
    private readonly command: AnswerCommand,
    private readonly form: AnswerForm,
  ) {}

  attach(app: App): void {
    app.command('/access', (call) => this.command.run(call));
    app.view(CHOOSE_PROFILE, (call) => this.form.profileChosen(call));
    app.view(ASK_FOR_ACCESS, (call) => this.form.submitted(call));
  }
}
