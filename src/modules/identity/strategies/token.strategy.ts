import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-custom';
import type { Principal } from '../../../platform/http/principal';
import { AuthenticateToken } from '../tokens/authenticate-token';
import { apiTokenOf } from '../sessions/session-cookie';

/** Recognises the API token that a request carries, or refuses: a token that is no good is not made good by anything else. */
@Injectable()
export class TokenStrategy extends PassportStrategy(Strategy, 'api-token') {
  constructor(private readonly tokens: AuthenticateToken) {
    super();
  }

  async validate(request: FastifyRequest): Promise<Principal | null> {
    const token = apiTokenOf(request);
    return token ? this.tokens.run(token, request.ip) : null;
  }
}
