export {
  abilitiesOf,
  type AbilityName,
  abilityOf,
  jobNeedsSecondFactor,
  type SallyportAbility,
} from './abilities';
export { AccountLinks } from './accounts/account-links';
export { EndSessions } from './sessions/end-sessions';
export { EnrolTotp, type TotpEnrolment } from './factors/enrol-totp';
export type { IdentityProvider } from './single-sign-on/identity-provider';
export { IdentityProviderRepository } from './single-sign-on/identity-provider.repository';
export { IDENTITY_SEALED, IDENTITY_SECRETS } from './identity-secrets';
export { ForgetCredentials } from './passwords/forget-credentials';
export { RemoveAllFactors } from './factors/remove-all-factors';
export { IdentityModule } from './identity.module';
export { RecordRefusedAccess } from './record-refused-access';
export { SetPassword } from './passwords/set-password';
export { type SignInFacts, SignInFactsReader } from './sign-in/sign-in-facts';
export { StepUpToken } from './step-up/step-up-token';
export type { ConsumedStepUp, StepUpBinding } from './step-up/step-up.repository';
export { type StepUpDemand, StepUpService } from './step-up/step-up.service';
export { codeAt, newSeed } from './factors/totp';
export type { SessionEnd } from './sessions/web-session.repository';
