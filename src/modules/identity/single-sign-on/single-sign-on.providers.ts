import { AttemptCookie } from './attempt-cookie';
import { FinishSingleSignOn } from './finish-single-sign-on';
import { SingleSignOnGuard } from '../guards/sign-in.guards';
import { IdentityProviderRepository } from './identity-provider.repository';
import { LinkAccount } from './link-account';
import { LinkedAccounts } from './linked-accounts';
import { LinkedIdentities } from './linked-identity.repository';
import { OpenVouchedSession } from './open-vouched-session';
import { ProviderCalls } from './provider-calls';
import { ProviderClient } from './provider-client';
import { SignInWithAccount } from './sign-in-with-account';
import { SingleSignOnStrategy } from './single-sign-on.strategy';
import { StartSingleSignOn } from './start-single-sign-on';
import { UnlinkAccount } from './unlink-account';
import { UsedReturns } from './used-returns';

/** What signing in at an identity provider stands on. */
export const SINGLE_SIGN_ON = [
  AttemptCookie,
  FinishSingleSignOn,
  IdentityProviderRepository,
  LinkAccount,
  LinkedAccounts,
  LinkedIdentities,
  OpenVouchedSession,
  ProviderCalls,
  ProviderClient,
  SignInWithAccount,
  SingleSignOnGuard,
  SingleSignOnStrategy,
  StartSingleSignOn,
  UnlinkAccount,
  UsedReturns,
];
