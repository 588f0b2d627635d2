import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { type DomainError, Redacted } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { SecondFactorRefusal } from '../identity-events';
import type { StepUpBinding } from '../step-up/step-up.repository';

/** What somebody gives as their second factor. */
export type FactorProof =
  | { readonly kind: 'totp'; readonly code: string }
  | { readonly kind: 'recovery-code'; readonly code: Redacted<string> }
  | { readonly kind: 'passkey'; readonly assertion: AuthenticationResponseJSON };

/** Who gives it, with which session or token, and for what; without an action it completes a sign-in. */
export interface FactorDemand {
  readonly personId: string;
  readonly holderId: string;
  readonly action?: StepUpBinding;
}

/** The three ways in which a body carries a proof; the schema lets exactly one through. */
export interface ProofBody {
  readonly code?: string;
  readonly recoveryCode?: string;
  readonly passkey?: AuthenticationResponseJSON;
}

export function proofOf({ code, recoveryCode, passkey }: ProofBody): FactorProof {
  if (passkey) return { kind: 'passkey', assertion: passkey };
  if (recoveryCode !== undefined) return { kind: 'recovery-code', code: new Redacted(recoveryCode) };
  return { kind: 'totp', code: code ?? '' };
}

/** What a kind of proof comes to: why not, or how to use it up in the transaction of what it was for. */
export type Checked =
  { readonly refused: FactorRefusal } | { readonly use: (tx: Tx) => Promise<FactorRefusal | undefined> };

/** Why a proof does not count: for the trail, and for whoever gave it. */
export interface FactorRefusal {
  readonly reason: SecondFactorRefusal;
  readonly answer: DomainError;
}
