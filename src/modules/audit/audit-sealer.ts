import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kernel';
import type { Environment } from '../../platform/config/environment';
import { readKeyFile } from '../../platform/crypto/key-file';
import type { DatabaseLogins } from '../../platform/database/database-logins';
import type { Logger } from '../../platform/telemetry/logger';
import { CheckpointSigner } from './checkpoint-signer';
import { newSignerKey, parseSignerKey } from './domain/signed-note';
import { Sealer } from './sealer';
import { SelfCheck } from './self-check';

const INSTANCE_BYTES = 6;

export interface AuditSealerOptions {
  readonly environment: Pick<Environment, 'auditKeyFile'>;
  readonly logins: Pick<DatabaseLogins, 'sealer'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a process does for the trail besides writing to it: seal, sign, and check itself. */
export class AuditSealer {
  private sealer: Sealer | undefined;
  private selfCheck: SelfCheck | undefined;

  constructor(private readonly options: AuditSealerOptions) {}

  /** Makes the signer's key at the very first start. */
  start(): Promise<void> {
    const { environment, logins, clock, logger } = this.options;
    const signer = loadCheckpointSigner(environment.auditKeyFile);
    const shared = { url: logins.sealer, clock, logger };
    const sealer = new Sealer({ ...shared, signer });
    const active = (): boolean => sealer.state === 'sealing' || sealer.state === 'refused';
    this.sealer = sealer;
    this.selfCheck = new SelfCheck({ ...shared, verifierKey: signer.verifierKey, active });
    this.sealer.start();
    this.selfCheck.start();
    return Promise.resolve();
  }

  /** What was recorded until now is sealed and signed first, when the database answers. */
  async stop(): Promise<void> {
    await Promise.all([this.sealer?.stop(), this.selfCheck?.stop()]);
  }
}

/** The signer whose key is in that file, made there at the first start; its memory lies beside it. */
export function loadCheckpointSigner(keyFile: string): CheckpointSigner {
  const makeKey = (): string => newSignerKey(`sallyport/${randomBytes(INSTANCE_BYTES).toString('hex')}`);
  return new CheckpointSigner(parseSignerKey(readKeyFile(keyFile, makeKey)), `${keyFile}.checkpoint`);
}
