import type { Clock } from '../../kernel';
import type { Environment } from '../../platform/config/environment';
import type { DatabaseLogins } from '../../platform/database/database-logins';
import type { Logger } from '../../platform/telemetry/logger';
import { CheckpointSigner } from './sealing/checkpoint-signer';
import { Sealer } from './sealing/sealer';
import { SelfCheck } from './verifying/self-check';
import { loadSignerKeys } from './sealing/signer-key-file';

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
    const keys = loadSignerKeys(environment.auditKeyFile);
    const signer = new CheckpointSigner(keys, `${environment.auditKeyFile}.checkpoint`);
    const shared = { url: logins.sealer, clock, logger };
    const sealer = new Sealer({ ...shared, signer });
    const active = (): boolean => sealer.state === 'sealing' || sealer.state === 'refused';
    this.sealer = sealer;
    this.selfCheck = new SelfCheck({ ...shared, verifierKeys: keys.verifierKeys, active });
    this.sealer.start();
    this.selfCheck.start();
    return Promise.resolve();
  }

  /** What was recorded until now is sealed and signed first, when the database answers. */
  async stop(): Promise<void> {
    await Promise.all([this.sealer?.stop(), this.selfCheck?.stop()]);
  }
}
