import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Broker } from '../../broker';
import { known } from '../../kernel';
import { DEFAULT_PASSWORD_POLICY, type Environment } from '../../platform/config/environment';
import { packageRoot } from '../../platform/http/package-root';
import { makeLogger } from '../../platform/telemetry/logger';
import { startDemoAws } from '../demo-aws';
import { playStory } from './story';
import { NotHeld, Transcript } from './transcript';

/** `sallyport demo`: the story without a person, on servers of its own that are thrown away afterwards. */
export function demoCommand(program: Command, cliPath: string): void {
  program
    .command('demo')
    .description('Try the product’s main job from the ask to the proof, and print what held')
    .action(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sallyport-demo-'));
      try {
        process.exitCode = await play(folder, cliPath);
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    });
}

async function play(folder: string, cliPath: string): Promise<number> {
  const write = (text: string): void => void process.stdout.write(text);
  const began = Date.now();
  const logger = makeLogger('silent');
  write(
    'Starting Sallyport, its database, a customer database with 10,000 invented customers, ' +
      'and a stand-in that plays AWS on this machine …\n',
  );
  const own = await demoEnvironment(folder);
  // Of its own, not the broker's: it has to go on when the broker is stopped.
  const aws = await startDemoAws(randomBytes(32), logger);
  const environment = { ...own, demoAws: aws.credential };
  const broker = await Broker.start({ environment, logger, cliCommand: [cliPath] });
  const tell = new Transcript(write);
  try {
    await playStory(
      {
        url: environment.publicUrl,
        targetAdminUrl: known(broker.demoTarget, 'The target').adminUrl,
        awsEndpoint: aws.endpoint,
        stopBroker: () => broker.stop(),
      },
      tell,
    );
    write(
      `\n${tell.count} things were tried and each held, in ${Math.round((Date.now() - began) / 1_000)} s.\n`,
    );
    return 0;
  } catch (error) {
    write(`\nThis did not hold: ${error instanceof NotHeld ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await broker.stop();
    await aws.stop();
  }
}

async function demoEnvironment(folder: string): Promise<Environment> {
  const listen = { host: '127.0.0.1', port: await freePort() };
  return {
    production: false,
    demo: true,
    role: 'all',
    listen,
    metricsListen: { host: '127.0.0.1', port: await freePort() },
    publicUrl: `http://localhost:${listen.port}`,
    dataDirectory: folder,
    masterKeyFile: join(folder, 'keys', 'master.key'),
    auditKeyFile: join(folder, 'keys', 'audit-signer.key'),
    policyFile: join(packageRoot(), 'sallyport.yaml'),
    trustedProxies: [],
    newFactorHoldSeconds: 86_400,
    passwords: DEFAULT_PASSWORD_POLICY,
    logLevel: 'silent',
    database: {},
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
