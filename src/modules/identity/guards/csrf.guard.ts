import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { forbidden } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { IdentityKeys } from '../identity-keys';

export const CSRF_HEADER = 'x-sallyport-csrf';

const OWN_PAGES = new Set(['same-origin', 'none']);
const CHANGES_NOTHING = new Set(['GET', 'HEAD']);

/**
 * Fences against pages of others that make a browser call us, each enough alone (OWASP CSRF Prevention): where the browser
 * says the call comes from, and a token that only our page can read. A third, that no HTML form can send the only body we
 * take, stands in platform/http/http-server.ts.
 */
@Injectable()
export class CsrfGuard implements CanActivate {
  private readonly origin: string;

  constructor(
    @Inject(ENVIRONMENT) { publicUrl }: Environment,
    private readonly keys: IdentityKeys,
  ) {
    this.origin = new URL(publicUrl).origin;
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    this.assertFromOwnPage(request);
    if (CHANGES_NOTHING.has(request.method)) return true;
    this.assertToken(request);
    return true;
  }

  /** A link that somebody follows to us is no call of a page: it shows nothing to where it came from. */
  private assertFromOwnPage({ headers, method }: FastifyRequest): void {
    if (CHANGES_NOTHING.has(method) && headers['sec-fetch-mode'] === 'navigate') return;
    const site = headers['sec-fetch-site'];
    const ownSite = site === undefined || (typeof site === 'string' && OWN_PAGES.has(site));
    const ownOrigin = headers.origin === undefined || headers.origin === this.origin;
    if (!ownSite || !ownOrigin) {
      throw forbidden(
        'identity.foreign_page',
        'Another site made this call. Open Sallyport and do it there.',
      );
    }
  }

  private assertToken({ webSession, headers }: FastifyRequest): void {
    if (webSession?.carriedBy !== 'cookie') return;
    const presented = headers[CSRF_HEADER];
    if (typeof presented === 'string' && this.keys.isCsrfToken(webSession.id, presented)) return;
    throw forbidden('identity.csrf_token_missing', 'This page is out of date. Reload it and try again.');
  }
}
