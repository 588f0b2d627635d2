import type { CookieSerializeOptions } from '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SECOND } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { IdentityKeys } from '../identity-keys';
import { ATTEMPT_LASTS, type SignOnAttempt } from './domain/attempt';

/** What a sealed attempt comes to at most; browsers keep 4,096 bytes. */
const LONGEST = 2_048;

/**
 * An attempt travels in the browser that began it. Whoever is lured into finishing somebody else's sign-in comes without it
 * (login CSRF, RFC 9700 4.7), and a start leaves nothing behind here that a flood of starts could fill. One browser has one
 * attempt at a time.
 */
@Injectable()
export class AttemptCookie {
  private readonly name: string;
  private readonly attributes: CookieSerializeOptions;

  constructor(
    @Inject(ENVIRONMENT) { publicUrl }: Environment,
    private readonly keys: IdentityKeys,
  ) {
    const secure = publicUrl.startsWith('https:');
    this.name = secure ? '__Host-sallyport-sso' : 'sallyport_demo_sso';
    // Lax: the browser comes back from the provider's site, and only then calls us.
    this.attributes = { secure, httpOnly: true, sameSite: 'lax', path: '/' };
  }

  /** Undefined where there is none, or none of ours. */
  of(request: FastifyRequest): SignOnAttempt | undefined {
    const text = request.cookies[this.name];
    if (text === undefined || text.length > LONGEST) return undefined;
    const opened = this.keys.openSignOnAttempt(Buffer.from(text, 'base64url'));
    return opened && (JSON.parse(opened.reveal()) as SignOnAttempt);
  }

  set(reply: FastifyReply, attempt: SignOnAttempt): void {
    const sealed = this.keys.sealSignOnAttempt(JSON.stringify(attempt)).toString('base64url');
    void reply.setCookie(this.name, sealed, { ...this.attributes, maxAge: ATTEMPT_LASTS / SECOND });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.attributes);
  }
}
