import { AcceptInvitation } from './accept-invitation';
import { AccountLinkRepository } from './account-link.repository';
import { InvitationsController, PasswordResetsController } from './account-links.controller';
import { AccountLinks } from './account-links';
import { AccountViews } from './account-views';
import { AccountWords } from './account-words';
import { AccountsController } from './accounts.controller';
import { AskPasswordReset } from './ask-password-reset';
import { ChangePassword } from './change-password';
import { InvitePerson } from './invite-person';
import { PasswordChoice } from './password-choice';
import { PasswordController } from './password.controller';
import { RemindOfRenewalJob } from './remind-of-renewal.job';
import { RenewalRepository } from './renewal.repository';
import { ResetPassword } from './reset-password';
import { SendPasswordResetJob } from './send-password-reset.job';
import { UnlockPerson } from './unlock-person';

/** What identity.module.ts takes from this folder: invitations, passwords that people choose, and their renewal. */

export const ACCOUNT_CONTROLLERS = [
  AccountsController,
  InvitationsController,
  PasswordController,
  PasswordResetsController,
];

export const ACCOUNT_PROVIDERS = [
  AcceptInvitation,
  AccountLinkRepository,
  AccountLinks,
  AccountViews,
  AccountWords,
  AskPasswordReset,
  ChangePassword,
  InvitePerson,
  PasswordChoice,
  RemindOfRenewalJob,
  RenewalRepository,
  ResetPassword,
  SendPasswordResetJob,
  UnlockPerson,
];
