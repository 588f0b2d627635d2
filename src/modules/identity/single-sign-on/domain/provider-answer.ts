import type { SecondFactorClaims } from '../identity-provider';

/** What a provider says of a sign-in, after its signature and addressee were checked. */
export interface ProviderAnswer {
  readonly issuer: string;
  /** OpenID Connect Core 2: unique at its issuer, never used again, at most 255 characters. */
  readonly subject: string;
  /** RFC 8176, as far as it is a list of texts. */
  readonly amr: readonly string[];
  readonly acr: string | undefined;
}

/** Whether the provider took a second factor of a kind that the policy file names. */
export const provesSecondFactor = ({ amr, acr }: ProviderAnswer, accepted: SecondFactorClaims): boolean =>
  amr.some((method) => accepted.amr.includes(method)) || (acr !== undefined && accepted.acr.includes(acr));

/** Claims that are no list of texts, or no text, say nothing. */
export function answerOf(
  claims: Readonly<Record<string, unknown>> & { iss: string; sub: string },
): ProviderAnswer {
  const { iss, sub, amr, acr } = claims;
  return {
    issuer: iss,
    subject: sub,
    amr: Array.isArray(amr) ? amr.filter((method): method is string => typeof method === 'string') : [],
    acr: typeof acr === 'string' ? acr : undefined,
  };
}
