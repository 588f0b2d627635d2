import { Client } from 'pg';

import type { Redacted } from '../../../kernel';
import { hardeningSql, setupSql, type TargetSetup } from './setup-sql';
import { scramVerifier } from '../../../platform/crypto/scram-verifier';
import { parseTargetUrl, tlsOptions } from './target-address';
import { targetFailure } from './target-failure';

export interface TargetPreparation extends Omit<TargetSetup, 'brokerVerifier' | 'reaperVerifier'> {
  readonly brokerPassword?: Redacted<string>;
  readonly reaperPassword?: Redacted<string>;
  /** The databases people are let into: there PUBLIC loses CREATE in schema public and temporary tables. */
  readonly hardenDatabases?: readonly string[];
}

const SCRAM_ITERATIONS = 4_096;

/**
 * Runs the set-up at a target over an administrator's URL, and gives the broker and the reaper their passwords.
 * May be run again. Throws `TargetError`.
 */
export async function prepareTarget(
  adminUrl: Redacted<string>,
  preparation: TargetPreparation,
): Promise<void> {
  const { brokerPassword, reaperPassword, hardenDatabases = [], ...setup } = preparation;
  const verifiers = {
    ...(brokerPassword && { brokerVerifier: await scramVerifier(brokerPassword.reveal(), SCRAM_ITERATIONS) }),
    ...(reaperPassword && { reaperVerifier: await scramVerifier(reaperPassword.reveal(), SCRAM_ITERATIONS) }),
  };
  await runAsAdministrator(adminUrl, undefined, setupSql({ ...setup, ...verifiers }));
  for (const database of hardenDatabases)
    await runAsAdministrator(adminUrl, database, hardeningSql(database));
}

async function runAsAdministrator(
  adminUrl: Redacted<string>,
  database: string | undefined,
  sql: string,
): Promise<void> {
  const address = parseTargetUrl(adminUrl);
  const client = new Client({
    host: address.host,
    port: address.port,
    user: address.user,
    password: address.password.reveal(),
    database: database ?? address.database,
    ssl: tlsOptions(address, undefined),
    application_name: 'sallyport set-up',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } catch (error) {
    throw targetFailure(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
