import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** How a token of this provider is wrong, or how it behaves. */
export interface Lie {
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Claims that are left out. */
  readonly without?: readonly string[];
  /** `HS256`: signed with the public key as if it were a secret. `foreign`: with a key that is not published. */
  readonly signature?: 'none' | 'HS256' | 'foreign' | 'altered';
  /** What the token endpoint does instead of answering. */
  readonly behaviour?: 'hang' | 'fail' | 'html' | 'no-id-token' | 'redirect';
}

/** A stand-in that speaks just enough OpenID Connect to answer with whatever token a test wants. */
export class LyingProvider {
  lie: Lie = {};
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly others = generateKeyPairSync('rsa', { modulusLength: 2048 });

  private constructor(
    readonly issuer: string,
    private readonly server: Server,
    private readonly clientId: string,
  ) {
    server.on('request', (request, response) => this.answer(request, response));
  }

  static async start(clientId: string): Promise<LyingProvider> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new LyingProvider(issuer, server, clientId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  /** Sends the browser back. The code is the nonce that it was sent with, so that any number can be under way. */
  visit(address: string, more: Readonly<Record<string, string>> = {}): URL {
    const sent = new URL(address).searchParams;
    const back = new URL(sent.get('redirect_uri') ?? '');
    const told = { code: sent.get('nonce') ?? '', state: sent.get('state') ?? '', iss: this.issuer, ...more };
    back.search = new URLSearchParams(told).toString();
    return back;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const json = (body: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const { pathname } = new URL(request.url ?? '/', this.issuer);
    if (pathname === '/.well-known/openid-configuration') json(this.description);
    else if (pathname === '/keys')
      json({ keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: 'one' }] });
    else void this.tokens(request, json, response);
  }

  private get description() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  private async tokens(
    request: IncomingMessage,
    json: (body: unknown, status?: number) => void,
    response: ServerResponse,
  ): Promise<void> {
    const nonce = new URLSearchParams(await text(request)).get('code') ?? '';
    switch (this.lie.behaviour) {
      case 'hang':
        return;
      case 'fail':
        json({ message: 'out of order' }, 503);
        return;
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Maintenance</h1>');
        return;
      case 'redirect':
        response.writeHead(302, { location: `${this.issuer}/elsewhere` }).end();
        return;
      case 'no-id-token':
        json({ access_token: 'a', token_type: 'Bearer' });
        return;
      default:
        json({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: this.token(nonce) });
    }
  }

  private token(nonce: string): string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: this.issuer,
      sub: 'known',
      aud: this.clientId,
      exp: now + 60,
      iat: now,
      auth_time: now,
      nonce,
      amr: ['mfa'],
      ...this.lie.claims,
    };
    const { without = [] } = this.lie;
    const told = Object.fromEntries(Object.entries(claims).filter(([name]) => !without.includes(name)));
    const alg =
      this.lie.signature === 'none' || this.lie.signature === 'HS256' ? this.lie.signature : 'RS256';
    const body = `${part({ alg, kid: 'one' })}.${part(told)}`;
    return `${body}.${this.signatureOf(body)}`;
  }

  private signatureOf(body: string): string {
    const rs256 = (key: KeyObject): string => sign('sha256', Buffer.from(body), key).toString('base64url');
    switch (this.lie.signature) {
      case 'none':
        return '';
      case 'HS256': {
        const secret = this.keys.publicKey.export({ format: 'pem', type: 'spki' });
        return createHmac('sha256', secret).update(body).digest('base64url');
      }
      case 'foreign':
        return rs256(this.others.privateKey);
      case 'altered':
        return rs256(this.keys.privateKey).replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
      default:
        return rs256(this.keys.privateKey);
    }
  }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
