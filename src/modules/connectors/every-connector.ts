import type { Clock } from '../../kernel';
import type { Exclusively } from '../../platform/database/exclusively';
import { AwsConnector } from './aws/aws.connector';
import { ConnectorRegistry } from './connector-registry';
import { PostgresConnector } from './postgres/postgres.connector';

/** Every kind of target that can be served. */
export const everyConnector = (clock: Clock, exclusively: Exclusively): ConnectorRegistry =>
  new ConnectorRegistry([new PostgresConnector(clock), new AwsConnector(clock, exclusively)]);

/** For commands that check settings or look at a target: they end nothing, so that there is nothing to lock. */
export const endsNothing: Exclusively = () =>
  Promise.reject(new Error('Only the server ends what was issued at a target.'));
