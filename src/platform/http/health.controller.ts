import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { upstreamUnavailable } from '../../kernel';
import { UnitOfWork } from '../database/unit-of-work';
import { Endpoint } from './endpoint';

const healthView = z.object({ status: z.literal('ok') });

@Controller('health')
export class HealthController {
  constructor(private readonly uow: UnitOfWork) {}

  @Get('live')
  @Endpoint({ summary: 'The process answers', access: 'public', response: healthView })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @Endpoint({
    summary: 'The process answers and reaches its database',
    access: 'public',
    response: healthView,
  })
  async ready() {
    try {
      await this.uow.reader.query('SELECT 1');
    } catch {
      throw upstreamUnavailable('health.database', 'The database does not answer.');
    }
    return { status: 'ok' };
  }
}
