import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { serve } from '../support/program';

/** The bare limit of starting: Nest on Fastify with one handler, and nothing behind it. */
@Controller()
class HelloController {
  @Get()
  hello() {
    return { status: 'ok' };
  }
}

@Module({ controllers: [HelloController] })
class HelloModule {}

let app: NestFastifyApplication;

const tasks = {
  /** Answers where it listens. */
  async listen(): Promise<string> {
    app = await NestFactory.create<NestFastifyApplication>(HelloModule, new FastifyAdapter(), {
      logger: false,
    });
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  },

  /** Resident, in bytes. */
  memory(): Promise<number> {
    return Promise.resolve(process.memoryUsage.rss());
  },
};
export type HelloServer = typeof tasks;

serve(tasks);
