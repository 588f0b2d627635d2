import { join } from 'node:path';
import { DEMO_DATABASE, DEMO_GROUP_ROLES, fillDemoDatabase } from '../../src/demo/demo-database';
import { Redacted } from '../../src/kernel';
import { prepareTarget } from '../../src/modules/connectors';
import { newToken } from '../../src/platform/crypto/token';
import { startServer } from './server';
import type { Started } from './started';

/** For two hundred people with a connection each. */
const SETTINGS = { max_connections: '400' };

/** The demonstration's customer database at a server of its own. Answers the URL of the broker's log-in there. */
export async function startTarget(started: Started, folder: string): Promise<string> {
  const target = await startServer(started, join(folder, 'target'), DEMO_DATABASE, SETTINGS);
  const administrator = new Redacted(target.url(DEMO_DATABASE));
  const brokerPassword = newToken();
  await fillDemoDatabase(administrator);
  await prepareTarget(administrator, {
    memberRoles: [...DEMO_GROUP_ROLES],
    brokerPassword,
    hardenDatabases: [DEMO_DATABASE],
  });
  return target.url(DEMO_DATABASE, 'sallyport_broker', brokerPassword.reveal());
}
