import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { MINUTE, SECOND, type Clock, type Redacted } from '../../../kernel';
import type { Reader } from '../../../platform/database/unit-of-work';
import type { Logger } from '../../../platform/telemetry/logger';
import { checkNewEvents } from './check-new-events';
import { describeFinding, firstBadIndex, type Finding } from '../domain/finding';
import { parseKeyring } from '../domain/keyring';
import { EMPTY_ROOT } from '../domain/merkle';
import type { TreeHead } from '../domain/merkle-proof';
import { exportEvents } from '../exporting/export-events';
import * as instruments from '../instruments';
import { readerOf } from '../reader-of';
import { TreeDamage } from '../sealing/tree-store';
import { verifyExport } from './verify-export';

export interface SelfCheckPace {
  /** Between two looks at what is new. */
  readonly look: number;
  /** Between two checks of everything. */
  readonly sweep: number;
  /** Rest after work, as a multiple of the work: a check of everything must not slow the product down. */
  readonly rest: number;
}

const PACE: SelfCheckPace = { look: SECOND, sweep: 10 * MINUTE, rest: 3 };

export interface SelfCheckOptions {
  /** Of the sealer's role, which may write down the outcome. */
  readonly url: Redacted<string>;
  /** The verifier keys to trust, newest first, a line each. */
  readonly verifierKeys: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether this process is the one that checks. */
  readonly active: () => boolean;
  readonly pace?: Partial<SelfCheckPace>;
}

/**
 * Verifies the trail again and again: new events within seconds, everything every few minutes.
 * Feeds the badge of the web app. It is no proof to an auditor, whose own verification needs no word of ours.
 */
export class SelfCheck {
  private readonly pace: SelfCheckPace;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private verified: TreeHead = { size: 0, root: EMPTY_ROOT };
  private fault: string | undefined;
  private sweptAt = -Infinity;

  constructor(private readonly options: SelfCheckOptions) {
    this.pace = { ...PACE, ...options.pace };
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      if (this.options.active()) {
        await this.look().catch((error: unknown) => {
          this.options.logger.debug({ err: error }, 'The audit trail could not be checked just now.');
        });
      }
      await this.pause(this.pace.look);
    }
  }

  /** A connection a look: it costs nothing at this pace, and survives every restart of the server. */
  private async look(): Promise<void> {
    const client = new Client({
      connectionString: this.options.url.reveal(),
      application_name: 'sallyport-check',
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await this.check(readerOf(client));
    } finally {
      await client.end();
    }
  }

  private async check(from: Reader): Promise<void> {
    const due = performance.now() - this.sweptAt >= this.pace.sweep;
    if (!due && this.fault === undefined) {
      const head = await checkNewEvents(from, this.verified, parseKeyring(this.options.verifierKeys));
      if (head === this.verified) return;
      if (head) {
        this.verified = head;
        await this.tell(from, 'verified', head.size, '');
        return;
      }
    }
    if (due || this.fault === undefined) await this.sweep(from);
  }

  private async sweep(from: Reader): Promise<void> {
    const found = await this.verifyAll(from);
    this.sweptAt = performance.now();
    if ('head' in found) {
      this.verified = found.head;
      this.fault = undefined;
      await this.tell(from, 'verified', found.head.size, '');
      return;
    }
    const sentence = describeFinding(found.finding);
    if (this.fault !== sentence) {
      this.options.logger.error({ finding: found.finding }, `ALERT: the audit trail is broken. ${sentence}`);
    }
    this.fault = sentence;
    await this.tell(from, 'broken', firstBadIndex(found.finding), sentence);
  }

  private async verifyAll(from: Reader): Promise<{ head: TreeHead } | { finding: Finding }> {
    try {
      const report = await verifyExport(this.unhurried(exportEvents(from)), {
        key: this.options.verifierKeys,
      });
      const finding = report.findings.at(0);
      return finding ? { finding } : { head: report.newest ?? { size: 0, root: EMPTY_ROOT } };
    } catch (error) {
      if (!(error instanceof TreeDamage)) throw error;
      return { finding: { kind: 'unreadable', afterSize: 0, detail: error.message } };
    }
  }

  private async *unhurried(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let since = performance.now();
    for await (const chunk of chunks) {
      yield chunk;
      await this.pause((performance.now() - since) * this.pace.rest);
      this.stopping.signal.throwIfAborted();
      since = performance.now();
    }
  }

  private async tell(
    from: Reader,
    state: 'verified' | 'broken',
    size: number,
    detail: string,
  ): Promise<void> {
    instruments.broken(state === 'broken');
    await from.query(
      `INSERT INTO audit_watch (aspect, state, size, detail, at) VALUES ('verification', $1, $2, $3, $4)
       ON CONFLICT (aspect) DO UPDATE
       SET state = excluded.state, size = excluded.size, detail = excluded.detail, at = excluded.at`,
      [state, size, detail, this.options.clock.now()],
    );
  }

  private async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}
