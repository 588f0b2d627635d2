import { Inject, Injectable } from '@nestjs/common';
import type * as oidc from 'openid-client';
import { type Clock, HOUR, type Redacted, SECOND } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { hashToken } from '../../../platform/crypto/token';
import { ResolveSecret } from '../../keys';
import type { SignOnAttempt } from './domain/attempt';
import { answerOf, type ProviderAnswer } from './domain/provider-answer';
import type { IdentityProvider } from './identity-provider';
import { ProviderFailure, providerFailure } from './provider-failure';

/** Where providers send people back to: a page of the web app, which hands on what it was called with. */
export const CALLBACK_PAGE = '/sign-in/callback';

/** Seconds for each call to a provider. */
const ANSWERS_WITHIN = 10;
/** A provider that moves an endpoint is followed within the hour; keys that rotate are noticed at once. */
const KEPT_FOR = HOUR;
/** One that is away is asked again after this, and not for everybody who presses the button meanwhile. */
const AWAY_FOR = 5 * SECOND;

type Library = typeof oidc;

/**
 * Talks to identity providers: OpenID Connect Core with authorization code, PKCE (RFC 7636), state, nonce and the issuer in the
 * answer (RFC 9207), all checked by a certified library. Signatures are checked though the answer came by TLS.
 */
@Injectable()
export class ProviderClient {
  private readonly known = new Map<string, { found: Promise<oidc.Configuration>; until: number }>();
  private readonly callback: string;

  constructor(
    @Inject(ENVIRONMENT) { publicUrl }: Environment,
    private readonly secrets: ResolveSecret,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.callback = `${publicUrl}${CALLBACK_PAGE}`;
  }

  /** Throws {@link ProviderFailure}. */
  async authorizationAddress(
    provider: IdentityProvider,
    { state, nonce, codeVerifier }: SignOnAttempt,
  ): Promise<string> {
    return this.calling(provider, async (library, configuration) => {
      const address = library.buildAuthorizationUrl(configuration, {
        redirect_uri: this.callback,
        scope: provider.scopes.join(' '),
        state,
        nonce,
        code_challenge: await library.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...(provider.maximumAge === null ? {} : { max_age: String(provider.maximumAge) }),
      });
      return address.href;
    });
  }

  /**
   * Trades the code for what the provider says of the person. `parameters`: those that the callback page was called with.
   * Throws {@link ProviderFailure}.
   */
  async redeem(
    provider: IdentityProvider,
    parameters: URLSearchParams,
    { state, nonce, codeVerifier }: SignOnAttempt,
  ): Promise<ProviderAnswer> {
    return this.calling(provider, async (library, configuration) => {
      const called = new URL(this.callback);
      called.search = parameters.toString();
      const tokens = await library.authorizationCodeGrant(configuration, called, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
        ...(provider.maximumAge === null ? {} : { maxAge: provider.maximumAge }),
      });
      const claims = tokens.claims();
      if (!claims) throw new ProviderFailure('refused', 'no_id_token');
      return answerOf(claims);
    });
  }

  private async calling<T>(
    provider: IdentityProvider,
    call: (library: Library, configuration: oidc.Configuration) => Promise<T>,
  ): Promise<T> {
    try {
      // Loaded by the first who signs in this way: a start does not wait for it.
      const library = await import('openid-client');
      return await call(library, await this.configurationOf(provider, library));
    } catch (error) {
      throw providerFailure(error);
    }
  }

  private async configurationOf(provider: IdentityProvider, library: Library): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecretReference } = provider;
    // Read at each use, so that a new secret needs no restart.
    const secret = clientSecretReference === null ? undefined : await this.secrets.run(clientSecretReference);
    const key = [issuer, clientId, secret && hashToken(secret.reveal()).toString('hex')].join(' ');
    const now = this.clock.now().getTime();
    const kept = this.known.get(key);
    if (kept && kept.until > now) return kept.found;
    const asked = { found: discover(library, provider, secret), until: now + KEPT_FOR };
    this.known.set(key, asked);
    asked.found.catch(() => (asked.until = this.clock.now().getTime() + AWAY_FOR));
    return asked.found;
  }
}

async function discover(
  library: Library,
  { issuer, clientId }: IdentityProvider,
  secret: Redacted<string> | undefined,
): Promise<oidc.Configuration> {
  const server = new URL(issuer);
  const configuration = await library.discovery(
    server,
    clientId,
    undefined,
    secret ? library.ClientSecretBasic(secret.reveal()) : library.None(),
    {
      timeout: ANSWERS_WITHIN,
      execute: [
        library.enableNonRepudiationChecks,
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- "deprecated" to stand out: the policy file takes plain http for a provider on this machine alone
        ...(server.protocol === 'http:' ? [library.allowInsecureRequests] : []),
      ],
    },
  );
  return configuration;
}
