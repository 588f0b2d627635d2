import type { Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from '../../../platform/telemetry/logger.provider';

/** What Slack's libraries have to say, at debug level: they print bodies, and what matters of them is logged by us (I17). */
export function boltLogger(logger: Logger): BoltLogger {
  // An enum of a library that is loaded late.
  const level = 'error' as unknown as LogLevel.ERROR;
  const drop = (): void => undefined;
  const say = (kind: string) => (): void => logger.debug({ kind }, 'Slack’s library had something to say.');
  return {
    debug: drop,
    info: drop,
    warn: say('warn'),
    error: say('error'),
    setLevel: drop,
    getLevel: () => level,
    setName: drop,
  };
}
