import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CatalogModule } from '../catalog';
import { DirectoryModule } from '../directory';
import { GrantsModule } from '../grants';
import { IdentityModule } from '../identity';
import { KeysModule } from '../keys';
import { RequestsModule } from '../requests';
import { AnswerCommand } from './asking/answer-command';
import { AnswerForm } from './asking/answer-form';
import { OpenAskForm } from './asking/open-ask-form';
import { SubmitAskForm } from './asking/submit-ask-form';
import { BindAccount } from './binding/bind-account';
import { BindingLinkRepository } from './binding/binding-link.repository';
import { OfferBinding } from './binding/offer-binding';
import { SlackAccountsController } from './binding/slack-accounts.controller';
import { SlackIdentityRepository } from './binding/slack-identity.repository';
import { SlackMembers } from './binding/slack-members';
import { SlackPeople } from './binding/slack-people';
import { UnbindAccount } from './binding/unbind-account';
import { AnswerHome } from './home/answer-home';
import { ShowHome } from './home/show-home';
import { SlackClient } from './calling/slack-client';
import { ForgetCallsJob } from './forget-calls.job';
import { SlackApp } from './receiving/slack-app';
import { SlackListeners } from './receiving/slack-listeners';
import { SlackReceiver } from './receiving/slack-receiver';
import { TakeCall } from './receiving/take-call';
import { RefusedCalls } from './receiving/refused-calls';
import { UsedCalls } from './receiving/used-calls';
import { SlackWords } from './slack-words';

@Module({
  imports: [
    AuditModule,
    CatalogModule,
    DirectoryModule,
    GrantsModule,
    IdentityModule,
    KeysModule,
    RequestsModule,
  ],
  controllers: [SlackAccountsController],
  providers: [
    AnswerCommand,
    AnswerForm,
    AnswerHome,
    BindAccount,
    BindingLinkRepository,
    ForgetCallsJob,
    OfferBinding,
    OpenAskForm,
    ShowHome,
    SlackApp,
    SlackClient,
    SlackIdentityRepository,
    SlackListeners,
    SlackMembers,
    SlackPeople,
    SlackReceiver,
    SlackWords,
    SubmitAskForm,
    TakeCall,
    UnbindAccount,
    RefusedCalls,
    UsedCalls,
  ],
  exports: [SlackClient, SlackIdentityRepository, SlackMembers],
})
export class SlackModule {}
