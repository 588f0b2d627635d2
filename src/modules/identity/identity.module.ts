import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from '../audit';
import { DirectoryModule } from '../directory';
import { CatalogModule } from '../catalog';
import { ACCOUNT_CONTROLLERS, ACCOUNT_PROVIDERS } from './accounts/account-parts';
import { KeysModule } from '../keys';
import { AddressLimit } from './sign-in/address-limit';
import { AttemptWindows } from './sign-in/attempt-window';
import { AuthenticateSession } from './sessions/authenticate-session';
import { AuthenticateToken } from './tokens/authenticate-token';
import { BROWSER_STEP_UPS } from './browser-step-ups/browser-step-up.providers';
import { BrowserStepUpsController } from './browser-step-ups/browser-step-ups.controller';
import { CredentialRepository } from './passwords/credential.repository';
import { DecideDevice } from './devices/decide-device';
import { DeviceTokensController } from './devices/device-tokens.controller';
import { DeviceRepository } from './devices/device.repository';
import { DevicesController } from './devices/devices.controller';
import { FindDevice } from './devices/find-device';
import { RedeemDeviceCode } from './devices/redeem-device-code';
import { StartDevice } from './devices/start-device';
import { EndApiTokens } from './tokens/end-api-tokens';
import { DeviceCookie } from './sign-in/device-cookie';
import { AccountLinks } from './accounts/account-links';
import { EndSessions } from './sessions/end-sessions';
import { EnrolTotp } from './factors/enrol-totp';
import { ForgetCredentials } from './passwords/forget-credentials';
import { FACTOR_CONTROLLERS, FACTOR_PROVIDERS } from './factors/factor.providers';
import { RemoveAllFactors } from './factors/remove-all-factors';
import { ForgetSessionsJob } from './sessions/forget-sessions.job';
import { GiveSecondFactor } from './sign-in/give-second-factor';
import { ApiTokenLookup } from './tokens/api-token-lookup';
import { ApiTokenRepository } from './tokens/api-token.repository';
import { ApiTokensController } from './tokens/api-tokens.controller';
import { AbilityGuard } from './guards/ability.guard';
import { AuthenticationGuard } from './guards/authentication.guard';
import { CsrfGuard } from './guards/csrf.guard';
import { ScopeGuard } from './guards/scope.guard';
import { PasskeyGuard, PasswordGuard, SecondFactorGuard } from './guards/sign-in.guards';
import { IdentityKeys } from './identity-keys';
import { IdentityWords } from './identity-words';
import { MakeApiToken } from './tokens/make-api-token';
import { IdentityProviderRepository } from './single-sign-on/identity-provider.repository';
import { LinkedAccountsController } from './single-sign-on/linked-accounts.controller';
import { SingleSignOnController } from './single-sign-on/single-sign-on.controller';
import { SINGLE_SIGN_ON } from './single-sign-on/single-sign-on.providers';
import { OpenSession } from './sessions/open-session';
import { PasswordCheck } from './sign-in/password-check';
import { PasswordHasher } from './passwords/password-hasher';
import { ProveStepUp } from './step-up/prove-step-up';
import { RecordRefusedAccess } from './record-refused-access';
import { SecondFactorCheck } from './sign-in/second-factor-check';
import { SessionCookie } from './sessions/session-cookie';
import { SessionLookup } from './sessions/session-lookup';
import { SessionView } from './sessions/session-view';
import { SessionController } from './sessions/session.controller';
import { SessionsController } from './sessions/sessions.controller';
import { SetPassword } from './passwords/set-password';
import { SettleNewCredential } from './passwords/settle-new-credential';
import { SignInFactsReader } from './sign-in/sign-in-facts';
import { ShowSession } from './sessions/show-session';
import { SignInWithPassword } from './sign-in/sign-in-with-password';
import { StepUpRepository } from './step-up/step-up.repository';
import { StepUpService } from './step-up/step-up.service';
import { StepUpsController } from './step-up/step-ups.controller';
import { PasskeyStrategy } from './strategies/passkey.strategy';
import { PasswordStrategy } from './strategies/password.strategy';
import { SessionStrategy } from './strategies/session.strategy';
import { SecondFactorStrategy } from './strategies/second-factor.strategy';
import { TokenStrategy } from './strategies/token.strategy';
import { ThisTokenController } from './tokens/this-token.controller';
import { WebSessionRepository } from './sessions/web-session.repository';

/** Guards of the whole application, in the order in which a request meets them. */
const GUARDS = [AuthenticationGuard, CsrfGuard, ScopeGuard, AbilityGuard];

@Module({
  imports: [AuditModule, CatalogModule, DirectoryModule, KeysModule],
  controllers: [
    ApiTokensController,
    BrowserStepUpsController,
    DevicesController,
    DeviceTokensController,
    LinkedAccountsController,
    SessionController,
    SessionsController,
    SingleSignOnController,
    StepUpsController,
    ThisTokenController,
    ...FACTOR_CONTROLLERS,
    ...ACCOUNT_CONTROLLERS,
  ],
  providers: [
    ...FACTOR_PROVIDERS,
    ...GUARDS.map((useClass) => ({ provide: APP_GUARD, useClass })),
    ...ACCOUNT_PROVIDERS,
    AddressLimit,
    ApiTokenLookup,
    ApiTokenRepository,
    AttemptWindows,
    AuthenticateSession,
    AuthenticateToken,
    CredentialRepository,
    DecideDevice,
    DeviceRepository,
    EndApiTokens,
    DeviceCookie,
    EndSessions,
    EnrolTotp,
    FindDevice,
    ForgetCredentials,
    ForgetSessionsJob,
    GiveSecondFactor,
    IdentityKeys,
    IdentityWords,
    MakeApiToken,
    OpenSession,
    PasswordCheck,
    PasskeyGuard,
    PasskeyStrategy,
    PasswordGuard,
    PasswordHasher,
    PasswordStrategy,
    ProveStepUp,
    RecordRefusedAccess,
    RedeemDeviceCode,
    SecondFactorCheck,
    SecondFactorGuard,
    SecondFactorStrategy,
    SessionCookie,
    SessionLookup,
    SessionStrategy,
    SessionView,
    SetPassword,
    SettleNewCredential,
    SignInFactsReader,
    ShowSession,
    SignInWithPassword,
    StartDevice,
    ...SINGLE_SIGN_ON,
    ...BROWSER_STEP_UPS,
    StepUpRepository,
    StepUpService,
    TokenStrategy,
    WebSessionRepository,
  ],
  exports: [
    AccountLinks,
    EndSessions,
    EnrolTotp,
    ForgetCredentials,
    IdentityProviderRepository,
    RecordRefusedAccess,
    RemoveAllFactors,
    SetPassword,
    SignInFactsReader,
    StepUpService,
  ],
})
export class IdentityModule {}
