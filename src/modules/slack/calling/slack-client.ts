import { Inject, Injectable } from '@nestjs/common';
import type { WebClient } from '@slack/web-api';
import { SECOND } from '../../../kernel';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { counter } from '../../../platform/telemetry/metrics';
import type { SlackWorkspace } from '../../catalog';
import { ResolveSecret } from '../../keys';
import { boltLogger } from './bolt-logger';
import { loadBolt } from './bolt';
import { SlackFailure, slackFailureOf } from './slack-failure';

/** Milliseconds that Slack has for one answer: where a person waits in front of a form, and where nobody does. */
export const WHILE_SOMEBODY_WAITS = 1.5 * SECOND;
export const IN_THE_BACKGROUND = 10 * SECOND;

const asked = counter('sallyport_slack_requests_total', 'Calls to Slack’s Web API, by what came of them', [
  'outcome',
]);

/** Calls Slack's Web API as the app of a workspace. Tried again only where whoever calls says so. */
@Injectable()
export class SlackClient {
  constructor(
    private readonly secrets: ResolveSecret,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Throws {@link SlackFailure}. The token is read anew each time, so that a new one needs no restart. */
  async call<T>(
    workspace: SlackWorkspace,
    patience: number,
    work: (client: WebClient) => Promise<T>,
    tries = 1,
  ): Promise<T> {
    const client = await this.clientOf(workspace, patience);
    try {
      const answer = await work(client);
      asked.inc({ outcome: 'done' });
      return answer;
    } catch (error) {
      const failure = slackFailureOf(error);
      if (tries > 1 && failure.isWorthAnotherTry) return this.call(workspace, patience, work, tries - 1);
      asked.inc({ outcome: failure.kind });
      this.logger.warn(
        { workspace: workspace.key, reason: failure.reason },
        'Slack did not do what it was asked.',
      );
      throw failure;
    }
  }

  private async clientOf(
    { apiUrl, botTokenReference }: SlackWorkspace,
    patience: number,
  ): Promise<WebClient> {
    const [{ webApi }, token] = await Promise.all([loadBolt(), this.tokenBehind(botTokenReference)]);
    return new webApi.WebClient(token, {
      slackApiUrl: apiUrl,
      timeout: patience,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logger: boltLogger(this.logger),
    });
  }

  private async tokenBehind(reference: string): Promise<string> {
    try {
      return (await this.secrets.run(reference)).reveal();
    } catch {
      throw new SlackFailure('token_not_stored', 'unreachable');
    }
  }
}
