import { AttemptCookie } from './attempt-cookie';
import { FinishSingleSignOn } from './finish-single-sign-on';
import { SingleSignOnGuard } from '../guards/sign-in.guards';
import { IdentityProviderRepository } from './identity-provider.repository';
import { LinkedIdentities } from './linked-identity.repository';
import { ProviderCalls } from './provider-calls';
import { ProviderClient } from './provider-client';
import { SingleSignOnStrategy } from './single-sign-on.strategy';
import { StartSingleSignOn } from './start-single-sign-on';
import { UsedReturns } from './used-returns';

/** What signing in at an identity provider stands on. */
export const SINGLE_SIGN_ON = [
  AttemptCookie,
  FinishSingleSignOn,
  IdentityProviderRepository,
  LinkedIdentities,
  ProviderCalls,
  ProviderClient,
  SingleSignOnGuard,
  SingleSignOnStrategy,
  StartSingleSignOn,
  UsedReturns,
];
