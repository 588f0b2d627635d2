import { Inject, Injectable } from '@nestjs/common';
import { SECOND } from '../../../kernel';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { TellNews } from './tell-news';

const PAUSE = SECOND;

/** Looks for news once a second in a worker process: two reads of an index while there is none. */
@Injectable()
export class NewsKeeper {
  private timer: NodeJS.Timeout | undefined;
  private turning: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(
    private readonly news: TellNews,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    this.stopped = false;
    this.turn();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.turning;
  }

  private turn(): void {
    this.turning = this.news
      .run()
      .catch((error: unknown) =>
        this.logger.error({ err: error }, 'What there is to tell could not be read.'),
      )
      .then(() => {
        if (!this.stopped) this.timer = setTimeout(() => this.turn(), PAUSE);
      });
  }
}
