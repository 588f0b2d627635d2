import type { CookieSerializeOptions } from '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Redacted } from '../../../kernel';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import { looksLikeApiToken } from '../domain/api-token';
import type { WebSession } from './web-session';

export interface CarriedToken {
  readonly token: Redacted<string>;
  readonly carriedBy: WebSession['carriedBy'];
}

/** 256 bits in base64url, as platform/crypto/token.ts makes them. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const BEARER = /^Bearer +(\S+)$/i;

/**
 * How the session's token travels: in a cookie that scripts cannot read and other hosts cannot set (`__Host-`,
 * RFC 6265bis), or in a header.
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

/** The API token in the header, be it good or not; undefined where there is none. */
export function apiTokenOf({ headers }: FastifyRequest): Redacted<string> | undefined {
  const text = BEARER.exec(headers.authorization ?? '')?.[1];
  return text !== undefined && looksLikeApiToken(text) ? new Redacted(text) : undefined;
}

const carried = (text: string | undefined, carriedBy: WebSession['carriedBy']): CarriedToken | undefined =>
  text !== undefined && TOKEN.test(text) ? { token: new Redacted(text), carriedBy } : undefined;
