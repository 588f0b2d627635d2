import { Inject, Injectable } from '@nestjs/common';
import type { AckFn, App } from '@slack/bolt';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { boltLogger } from '../calling/bolt-logger';
import { SlackListeners } from './slack-listeners';
import { loadBolt } from '../calling/bolt';
import type { TakenCall } from './take-call';

/** Bolt without its servers: it finds the listener that a call is for. */
@Injectable()
export class SlackApp {
  private starting: Promise<App> | undefined;

  constructor(
    private readonly listeners: SlackListeners,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Never throws: by then Slack may have its answer already. */
  async process(call: TakenCall, requestId: string, ack: AckFn<unknown>): Promise<void> {
    const { workspace, body } = call;
    try {
      this.starting ??= this.start();
      const app = await this.starting;
      await app.processEvent({ body, ack, customProperties: { workspace, requestId } });
    } catch (error) {
      this.logger.error(
        { err: error, requestId, workspace: workspace.key },
        'A call of Slack’s was not served.',
      );
    } finally {
      await ack();
    }
  }

  private async start(): Promise<App> {
    const { App: BoltApp } = await loadBolt();
    const app = new BoltApp({
      receiver: { init: () => undefined, start: () => Promise.resolve(), stop: () => Promise.resolve() },
      // Our own clients call Slack, each at its workspace's address; Bolt needs none.
      authorize: () => Promise.resolve({}),
      convoStore: false,
      ignoreSelf: false,
      logger: boltLogger(this.logger),
    });
    app.error((error) => Promise.reject(error));
    this.listeners.attach(app);
    return app;
  }
}
