import 'reflect-metadata';
import { Controller, Get, Inject, Module, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import { serve } from '../support/program';

/**
 * The bare limit of the check: Nest on Fastify with one handler and one prepared statement, the product's own. Whoever
 * calls is believed to be who they say: nobody is authenticated, nothing is validated, logged or counted.
 */
const IN_USE = {
  name: 'in-use',
  text: `SELECT g.id AS "grantId", g.expires_at AS until
         FROM access_grant g JOIN access_profile f ON f.id = g.profile_id
         WHERE g.person_id = $1 AND f.key = $2 AND g.state = 'active' AND g.expires_at > $3
         ORDER BY g.expires_at DESC LIMIT 1`,
};

@Controller('api/v1/check')
class CheckController {
  constructor(@Inject(Pool) private readonly pool: Pool) {}

  @Get()
  async check(@Query('person') person: string, @Query('profile') profile: string) {
    const { rows } = await this.pool.query<{ grantId: string; until: Date }>({
      ...IN_USE,
      values: [person, profile, new Date()],
    });
    const use = rows.at(0);
    return { allowed: use !== undefined, until: use?.until ?? null, grantId: use?.grantId ?? null };
  }
}

@Module({})
class CheckModule {}

let pool: Pool;
let app: NestFastifyApplication;

const tasks = {
  /** Answers where it listens. */
  async listen({ url, connections }: { url: string; connections: number }): Promise<string> {
    pool = new Pool({ connectionString: url, max: connections });
    const root = {
      module: CheckModule,
      controllers: [CheckController],
      providers: [{ provide: Pool, useValue: pool }],
    };
    app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  },
};
export type BareCheck = typeof tasks;

serve(tasks);
