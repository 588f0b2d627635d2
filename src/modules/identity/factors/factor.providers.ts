import { AdministerFactors } from './administer-factors';
import { AdmitFactor } from './admit-factor';
import { EnrolAuthenticator } from './enrol-authenticator';
import { EnrolPasskey } from './enrol-passkey';
import { EnrolmentAuthority } from './enrolment-authority';
import { EnrolmentRepository } from './enrolment.repository';
import { FactorViews } from './factor-views';
import { FactorsController } from './factors.controller';
import { HoldPrivileges } from './hold-privileges';
import { MakeRecoveryCodes } from './make-recovery-codes';
import { PasskeyChallenges } from './passkey-challenges';
import { PasskeyOptions } from './passkey-options';
import { PasskeyRepository } from './passkey.repository';
import { PeoplesFactors } from './peoples-factors';
import { PeoplesFactorsController } from './peoples-factors.controller';
import { PrivilegeHoldRepository } from './privilege-hold.repository';
import { RecoveryCodeRepository } from './recovery-code.repository';
import { RedeemEnrolmentCode } from './redeem-enrolment-code';
import { RemoveAllFactors } from './remove-all-factors';
import { RemoveFactor } from './remove-factor';
import { SignInWithPasskey } from './sign-in-with-passkey';
import { TakePasskey } from './take-passkey';
import { TakeRecoveryCode } from './take-recovery-code';
import { TakeTotpCode } from './take-totp-code';
import { WebAuthn } from './webauthn';

/** The wiring of this folder; a part of IdentityModule, because sign-in and factors need each other. */
export const FACTOR_PROVIDERS = [
  AdministerFactors,
  AdmitFactor,
  EnrolAuthenticator,
  EnrolPasskey,
  EnrolmentAuthority,
  EnrolmentRepository,
  FactorViews,
  HoldPrivileges,
  MakeRecoveryCodes,
  PasskeyChallenges,
  PasskeyOptions,
  PasskeyRepository,
  PeoplesFactors,
  PrivilegeHoldRepository,
  RecoveryCodeRepository,
  RedeemEnrolmentCode,
  RemoveAllFactors,
  RemoveFactor,
  SignInWithPasskey,
  TakePasskey,
  TakeRecoveryCode,
  TakeTotpCode,
  WebAuthn,
];

export const FACTOR_CONTROLLERS = [FactorsController, PeoplesFactorsController];
