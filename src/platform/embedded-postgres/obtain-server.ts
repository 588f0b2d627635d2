import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { endWithProcess, mayOutliveProcess } from './end-with-process';
import { FINGERPRINT_SETTING, Hold } from './hold';
import { choosePort, keepPort } from './ports';
import { becomesReady, spawnPostmaster, stopPostmaster } from './postmaster';
import { releaseReusedLock, runningPostmaster } from './postmaster-file';
import type { RunAs } from './run-as';
import type { ServerLog } from './server-log';

const PAUSE_MS = 50;

export interface EmbeddedPostgresLog {
  info(message: string): void;
  warn(message: string): void;
}

export interface ServerOptions {
  readonly directory: string;
  readonly binaries: Binaries;
  readonly runAs: RunAs | undefined;
  readonly superuser: string;
  readonly password: string;
  /** Undefined: the port of last time, or any. */
  readonly port: number | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly patienceMs: number;
  readonly log: EmbeddedPostgresLog;
}

/** A server that we hold. */
export interface Serving {
  readonly hold: Hold;
  readonly pid: number;
  readonly port: number;
  /** It was running before us. */
  readonly adopted: boolean;
}

/**
 * Gets hold of the one server on a directory, by joining the running one or starting it.
 *
 * A server that outlived the process that started it (kill -9) is adopted, not restarted: whoever else uses it keeps
 * working, and nothing has to be recovered. It is restarted only if it was started with other settings or
 * binaries and nobody else holds it. PostgreSQL's own lock decides races, so there are never two on one directory.
 */
export class ServerSource {
  readonly data: string;
  private readonly portFile: string;
  private readonly fingerprint: string;
  private spawnedPid: number | undefined;

  constructor(
    private readonly options: ServerOptions,
    private readonly serverLog: ServerLog,
  ) {
    this.data = join(options.directory, 'data');
    this.portFile = join(options.directory, 'port');
    const start = JSON.stringify([options.binaries, options.port, options.settings]);
    this.fingerprint = createHash('sha256').update(start).digest('hex').slice(0, 16);
  }

  /**
   * `onLost` is called when the server ends the session that holds it.
   * @throws EmbeddedPostgresError when it cannot be had; then nothing of ours is left running
   */
  async obtain(port: number | undefined, onLost: () => void, abandoned: () => boolean): Promise<Serving> {
    const deadline = performance.now() + this.options.patienceMs;
    try {
      while (performance.now() < deadline && !abandoned()) {
        const running = (await runningPostmaster(this.data)) ?? (await this.spawn(port));
        const serving = running?.port && (await this.join(running.pid, running.port, onLost));
        if (serving) return serving;
        await delay(PAUSE_MS);
      }
      throw new EmbeddedPostgresError(
        `The PostgreSQL on ${this.data} does not answer; ${this.serverLog.path} says why.`,
      );
    } catch (error) {
      if (this.spawnedPid) await stopPostmaster(this.spawnedPid, this.data);
      throw error;
    }
  }

  /** Undefined: not now, look again. */
  private async join(pid: number, port: number, onLost: () => void): Promise<Serving | undefined> {
    const adopted = pid !== this.spawnedPid;
    const hold = await Hold.take({ ...this.options, port }, onLost);
    if (!hold) return undefined;
    if (hold.fingerprint !== this.fingerprint && (await this.mayRestart(hold))) {
      await stopPostmaster(pid, this.data);
      await hold.letGo();
      return undefined;
    }
    if (adopted) this.options.log.info(`Adopted the PostgreSQL that runs on ${this.data} (process ${pid}).`);
    return { hold, pid, port, adopted };
  }

  private async mayRestart(hold: Hold): Promise<boolean> {
    if (await hold.isSole()) return true;
    this.options.log.warn(
      'The running PostgreSQL was started with other settings; they stay until all that use it have stopped.',
    );
    return false;
  }

  /** Undefined: another process was faster, or the port was taken meanwhile. */
  private async spawn(fixedPort: number | undefined): Promise<{ pid: number; port: number } | undefined> {
    await releaseReusedLock(this.data);
    const port = fixedPort ?? (await choosePort(this.portFile));
    const output = await this.serverLog.open();
    try {
      const offset = await this.serverLog.size();
      const settings = { ...this.options.settings, [FINGERPRINT_SETTING]: this.fingerprint };
      const place = { ...this.options, dataDirectory: this.data, port, settings, output: output.fd };
      const child = spawnPostmaster(place);
      const { pid } = child;
      if (!(await becomesReady(child, this.data)) || pid === undefined) {
        this.refuseUnlessPassing(await this.serverLog.since(offset), port, fixedPort !== undefined);
        return undefined;
      }
      this.spawnedPid = pid;
      endWithProcess(pid);
      child.once('exit', () => mayOutliveProcess(pid));
      await keepPort(this.portFile, port);
      return { pid, port };
    } finally {
      await output.close();
    }
  }

  private refuseUnlessPassing(said: string, port: number, portIsFixed: boolean): void {
    // Another server on the directory, or backends of a killed one that are just ending.
    if (/lock file "postmaster\.pid"|pre-existing shared memory block/.test(said)) return;
    if (/could not create any TCP\/IP sockets/.test(said)) {
      if (!portIsFixed) return;
      throw new EmbeddedPostgresError(
        `Port ${port} for the embedded PostgreSQL is in use by another program.`,
      );
    }
    const reason = /(?:FATAL|PANIC):\s+(.*)/.exec(said)?.[1] ?? 'it gave no reason';
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL on ${this.data} did not start: ${reason}. More is in ${this.serverLog.path}.`,
    );
  }
}
