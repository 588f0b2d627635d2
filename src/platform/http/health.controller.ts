import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { upstreamUnavailable } from '../../kernel';
import { Endpoint } from './endpoint';
import { Readiness } from './readiness';

const healthView = z.object({ status: z.literal('ok') });

@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @Endpoint({ summary: 'The process answers', access: 'public', response: healthView })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @Endpoint({
    summary: 'The process is past its start and reaches its database',
    access: 'public',
    response: healthView,
    refuses: ['health.not_ready'],
  })
  async ready() {
    const hindrance = await this.readiness.hindrance();
    if (hindrance !== undefined) throw upstreamUnavailable('health.not_ready', hindrance);
    return { status: 'ok' };
  }
}
