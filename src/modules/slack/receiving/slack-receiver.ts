import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../../platform/http/principal';
import { ProblemFilter, sendProblem } from '../../../platform/http/problem.filter';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { counter } from '../../../platform/telemetry/metrics';
import { Acknowledgement } from './acknowledgement';
import { SlackApp } from './slack-app';
import { TakeCall } from './take-call';

/** Slack's calls are small; a modal's state is the largest. */
const BODY_LIMIT = 262_144;

const received = counter('sallyport_slack_calls_total', 'Calls that came from Slack, by what came of them', [
  'outcome',
]);

/**
 * Where Slack calls. A scope of its own in Fastify: here alone a body is not JSON, and nobody reads it before its
 * signature was checked over the bytes as they came. No session, cookie or token counts here.
 */
@Injectable()
export class SlackReceiver implements OnModuleInit {
  private readonly filter: ProblemFilter;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly takeCall: TakeCall,
    private readonly app: SlackApp,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.filter = new ProblemFilter(logger);
  }

  /** Where the application has no HTTP side, as on the command line, there is nothing to receive. */
  async onModuleInit(): Promise<void> {
    const adapter = this.host.httpAdapter as typeof this.host.httpAdapter | undefined;
    if (adapter?.getType() !== 'fastify') return;
    await adapter.getInstance<FastifyInstance>().register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
      scope.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
      scope.post('/api/v1/slack/:workspace/calls', { bodyLimit: BODY_LIMIT }, (request, reply) =>
        this.receive(request, reply),
      );
      done();
    });
  }

  private async receive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { workspace: workspaceKey } = request.params as { workspace: string };
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const call = await this.takeCall.run({
      workspaceKey,
      headers: request.headers,
      body,
      actor: actorOf(request),
      address: request.ip,
    });
    if ('challenge' in call) return reply.send({ challenge: call.challenge });
    received.inc({ outcome: 'taken' });
    const acknowledgement = new Acknowledgement();
    void this.app.process(call, request.id, acknowledgement.give);
    return reply.send(await acknowledgement.inTime());
  }

  private refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = this.filter.toProblem(error, request);
    received.inc({ outcome: problem.status < 500 ? 'refused' : 'failed' });
    sendProblem(reply, problem);
  }
}
