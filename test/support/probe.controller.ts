import { Controller, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { Endpoint } from '../../src/platform/http/endpoint';
import { CurrentPrincipal, type Principal } from '../../src/platform/http/principal';

const answer = z.object({ seen: z.string() });

/** Addresses that take API tokens, each in a way of its own. */
@Controller('api/v1/probe')
export class ProbeController {
  @Get('read')
  @Endpoint({ summary: 'Read', access: 'signed-in', scopes: ['read', 'audit'], response: answer })
  read(@CurrentPrincipal() { personId }: Principal) {
    return { seen: personId };
  }

  @Post('requests')
  @Endpoint({ summary: 'Ask', access: 'signed-in', scopes: ['requests'], response: answer })
  ask() {
    return { seen: 'asked' };
  }

  @Get('audit')
  @Endpoint({ summary: 'Audit', access: 'audit.read', scopes: ['audit'], response: answer })
  audit() {
    return { seen: 'the trail' };
  }

  @Get('browsers')
  @Endpoint({ summary: 'Browsers only', access: 'signed-in', response: answer })
  browsers() {
    return { seen: 'what no token reaches' };
  }
}
