import { MINUTE } from '../../../../kernel';

/** How long somebody may take to sign in at a provider. */
export const ATTEMPT_LASTS = 10 * MINUTE;

/** One way to a provider and back. It travels sealed in the browser that began it, and nowhere else. */
export interface SignOnAttempt {
  readonly providerId: string;
  /** RFC 6749 10.12. */
  readonly state: string;
  /** OpenID Connect Core 15.5.2. */
  readonly nonce: string;
  /** RFC 7636. */
  readonly codeVerifier: string;
  /** The invitation that the account is to be linked by. */
  readonly invitation: string | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Whether a browser that carries this attempt comes back from it, and in time. */
export const isOwnReturn = (attempt: SignOnAttempt, parameters: URLSearchParams, now: Date): boolean =>
  parameters.get('state') === attempt.state && now.getTime() < attempt.expiresAt;
