import type { CookieSerializeOptions } from '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Redacted } from '../../kernel';
import { ENVIRONMENT, type Environment } from '../../platform/config/environment.provider';
import type { Principal } from '../../platform/http/principal';

export interface CarriedToken {
  readonly token: Redacted<string>;
  readonly carriedBy: Principal['carriedBy'];
}

/** 256 bits in base64url, as platform/crypto/token.ts makes them. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const BEARER = /^Bearer +(\S+)$/i;

/**
 * How the session's token travels: in a cookie that scripts cannot read and other hosts cannot set (`__Host-`,
 * RFC 6265bis), or as a bearer token for programs.
 */
@Injectable()
export class SessionCookie {
  private readonly name: string;
  private readonly attributes: CookieSerializeOptions;

  constructor(@Inject(ENVIRONMENT) { publicUrl }: Environment) {
    // Plain HTTP exists in demonstration mode alone, and there a browser would drop a Secure cookie.
    const secure = publicUrl.startsWith('https:');
    this.name = secure ? '__Host-sallyport' : 'sallyport_demo';
    this.attributes = { secure, httpOnly: true, sameSite: 'lax', path: '/' };
  }

  /** An `Authorization` header decides alone: a wrong one is not made good by a cookie that came along. */
  tokenOf(request: FastifyRequest): CarriedToken | undefined {
    const { authorization } = request.headers;
    if (authorization !== undefined) return carried(BEARER.exec(authorization)?.[1], 'bearer');
    return carried(request.cookies[this.name], 'cookie');
  }

  set(reply: FastifyReply, token: Redacted<string>): void {
    void reply.setCookie(this.name, token.reveal(), this.attributes);
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.attributes);
  }
}

const carried = (text: string | undefined, carriedBy: Principal['carriedBy']): CarriedToken | undefined =>
  text !== undefined && TOKEN.test(text) ? { token: new Redacted(text), carriedBy } : undefined;
