import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module';
import { type Clock, ManualClock, Redacted } from '../../src/kernel';
import { DEFAULT_PASSWORD_POLICY } from '../../src/platform/config/environment';
import { MasterKey } from '../../src/platform/crypto/master-key';
import { makeLogger } from '../../src/platform/telemetry/logger';
import type { TestPostgres } from './postgres';
import { register } from './root-keys';

export interface PolicyAppOptions {
  readonly masterKey?: MasterKey;
  readonly masterKeyFile?: string;
  readonly clock?: Clock;
}

/** The application without its HTTP side, in earnest and not as the demonstration. */
export async function startPolicyApp(
  postgres: TestPostgres,
  {
    masterKey = new MasterKey(randomBytes(32)),
    masterKeyFile = '/nowhere/master.key',
    clock = new ManualClock(),
  }: PolicyAppOptions = {},
): Promise<INestApplicationContext> {
  const url = (role: string) => new Redacted(postgres.url('sallyport', role));
  await register(postgres, masterKey);
  const module = AppModule.for({
    environment: {
      production: false,
      demo: false,
      role: 'web',
      listen: { host: '127.0.0.1', port: 0 },
      metricsListen: { host: '127.0.0.1', port: 0 },
      publicUrl: 'https://sallyport.example',
      dataDirectory: '/nowhere',
      masterKeyFile,
      auditKeyFile: '/nowhere/audit-signer.key',
      passwords: DEFAULT_PASSWORD_POLICY,
      policyFile: '/nowhere/sallyport.yaml',
      trustedProxies: [],
      newFactorHoldSeconds: 86_400,
      logLevel: 'silent',
      database: {},
    },
    masterKey,
    logins: { app: url('sallyport_app'), sealer: url('sallyport_sealer') },
    logger: makeLogger('silent'),
    clock,
  });
  const testing = await Test.createTestingModule({ imports: [module] }).compile();
  return testing.init();
}
