import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';
import { ProviderMemory } from './provider-memory';

/** What a person is at the provider, and how it says they signed in. */
export interface SignedInThere {
  readonly subject: string;
  readonly amr?: readonly string[];
  readonly acr?: string;
  /** Seconds ago; 0 unless given. */
  readonly signedInAgo?: number;
}

export interface ProviderOptions {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly redirectUri: string;
}

/** A real OpenID Connect provider on this machine. Whoever comes is signed in as `next` says, without being asked. */
export class IdentityProvider {
  /** Who the next person to come is; undefined: they press "cancel". */
  next: SignedInThere | undefined;

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
  ) {}

  static async start(options: ProviderOptions): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const running = new IdentityProvider(issuer, server);
    running.serve(options);
    return running;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /**
   * What a browser does that is sent there: follows every redirect and keeps the provider's cookies, until it is sent back.
   * Answers the address that it is sent back to.
   */
  async visit(address: string): Promise<URL> {
    const jar = new Map<string, string>();
    let current = address;
    for (let hops = 0; hops < 12; hops += 1) {
      const response = await fetch(current, {
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [name, value] = cookie.split(';')[0].split('=');
        jar.set(name, value);
      }
      const location = response.headers.get('location');
      if (!location)
        throw new Error(`The provider shows a page: ${response.status} ${await response.text()}`);
      current = new URL(location, current).href;
      if (!current.startsWith(this.issuer)) return new URL(current);
    }
    throw new Error('The provider redirects without end.');
  }

  private serve({ clientId, clientSecret, redirectUri }: ProviderOptions): void {
    const provider: Provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [redirectUri],
          token_endpoint_auth_method: clientSecret ? 'client_secret_basic' : 'none',
          require_auth_time: true,
        },
      ],
      adapter: ProviderMemory,
      jwks: {
        keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })],
      },
      ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
      claims: { openid: ['sub', 'amr', 'acr', 'groups', 'email'] },
      conformIdTokenClaims: false,
      cookies: { keys: ['test'] },
      features: { devInteractions: { enabled: false } },
      pkce: { required: () => true },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => ({
        accountId: id,
        // What a provider may say of somebody, and what nobody here reads.
        claims: () => ({ sub: id, groups: ['cto'], email: 'hugo@test.example' }),
      }),
      loadExistingGrant: async (ctx) => {
        const { oidc } = ctx;
        const grant = new provider.Grant({
          clientId: oidc.client?.clientId,
          accountId: oidc.session?.accountId,
        });
        grant.addOIDCScope('openid');
        await grant.save();
        return grant;
      },
    });
    provider.use(async (ctx, following) => {
      if (!ctx.path.startsWith('/interaction/')) return following();
      await this.interact(provider, ctx.req, ctx.res);
      ctx.respond = false;
    });
    const answer = provider.callback();
    this.server.on('request', (request, response) => void answer(request, response));
  }

  private async interact(
    provider: Provider,
    request: Parameters<Provider['interactionFinished']>[0],
    response: Parameters<Provider['interactionFinished']>[1],
  ): Promise<void> {
    const who = this.next;
    const result = who
      ? {
          login: {
            accountId: who.subject,
            amr: who.amr ? [...who.amr] : undefined,
            acr: who.acr,
            ts: Math.floor(Date.now() / 1_000) - (who.signedInAgo ?? 0),
          },
        }
      : { error: 'access_denied', error_description: 'The person pressed cancel.' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}
