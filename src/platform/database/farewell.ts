import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { SECOND } from '../../kernel';

const HEARD_WITHIN = SECOND;

/** Ends a connection. A server that stands still does not hear a farewell, and is left without one. */
export async function farewell(client: Client): Promise<void> {
  const ended = client.end().catch(() => undefined);
  await Promise.race([ended, delay(HEARD_WITHIN, undefined, { ref: false })]);
  client.connection.stream.destroy();
}
