import { Injectable } from '@nestjs/common';
import type { App, BlockAction } from '@slack/bolt';
import { AnswerCommand } from '../asking/answer-command';
import { AnswerForm } from '../asking/answer-form';
import { AnswerHome } from '../home/answer-home';
import { ASK } from '../home/home-view';
import { ASK_FOR_ACCESS, CHOOSE_PROFILE } from '../asking/ask-form';

/** Which call is served by whom. What nobody listens to is acknowledged and nothing else. */
@Injectable()
export class SlackListeners {
  constructor(
    private readonly command: AnswerCommand,
    private readonly form: AnswerForm,
    private readonly home: AnswerHome,
  ) {}

  attach(app: App): void {
    app.command('/access', (call) => this.command.run(call));
    app.view(CHOOSE_PROFILE, (call) => this.form.profileChosen(call));
    app.event('app_home_opened', (call) => this.home.opened(call));
    app.action<BlockAction>(ASK, (call) => this.home.ask(call));
    app.view(ASK_FOR_ACCESS, (call) => this.form.submitted(call));
  }
}
