/** Somebody who vouches for people's sign-ins by OpenID Connect. */
export interface IdentityProvider {
  readonly id: string;
  readonly key: string;
  /** As it reads on a button: "Google Workspace". */
  readonly name: string;
  /** OpenID Connect Discovery: `<issuer>/.well-known/openid-configuration` describes it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Where the client's secret is kept; null for a public client, which has PKCE alone. */
  readonly clientSecretReference: string | null;
  readonly scopes: readonly string[];
  readonly secondFactor: SecondFactorClaims;
  /** Seconds since the person signed in at the provider; null: it is not asked. */
  readonly maximumAge: number | null;
  readonly retired: boolean;
}

/** Values of the claims `amr` (RFC 8176) and `acr` that count as a second factor; none: Sallyport asks for its own. */
export interface SecondFactorClaims {
  readonly amr: readonly string[];
  readonly acr: readonly string[];
}
