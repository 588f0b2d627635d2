import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { forbidden } from '../../../kernel';
import { actorOf, principalOf } from '../../../platform/http/principal';
import { abilityOf, areaRule } from '../abilities';
import { RecordRefusedAccess } from '../record-refused-access';
import { endpointOf } from './endpoint-of';

/** What an endpoint demands beyond being signed in, from the job roles as they are at this moment. */
@Injectable()
export class AbilityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly refused: RecordRefusedAccess,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { access } = endpointOf(this.reflector, context);
    if (access === 'public' || access === 'signed-in' || access === 'enrolling') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = principalOf(request);
    if (abilityOf(principal).can(...areaRule(access))) return true;
    await this.refused.run(actorOf(request), { kind: 'ability', id: access }, 'use');
    throw forbidden('identity.not_allowed', 'Your job role does not include this.');
  }
}
