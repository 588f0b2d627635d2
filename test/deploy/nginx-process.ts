import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/ports';
import { eventually } from '../support/postgres-client';
import { findProgram } from '../support/programs';

const deployed = resolve(__dirname, '../../deploy/nginx');

export const serverName = 'sallyport.test';

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });

/** The proxy of deploy/nginx, its sallyport.conf untouched, with a site of its own on loopback. */
export class NginxProcess {
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    readonly httpPort: number,
    readonly httpsPort: number,
  ) {}

  static async start(upstreamPort: number): Promise<NginxProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-nginx-'));
    // Started as root, nginx drops to another user for its workers, who have to get at the buffers in here.
    chmodSync(folder, 0o755);
    const [httpPort, httpsPort] = [await freePort(), await freePort()];
    layOutSite(folder, httpPort, httpsPort, upstreamPort);
    const output = openSync(join(folder, 'output.log'), 'a');
    const child = spawn(
      findProgram('nginx')!,
      ['-p', `${folder}/`, '-c', join(folder, 'sallyport.conf'), '-e', 'stderr'],
      {
        stdio: ['ignore', output, output],
      },
    );
    const nginx = new NginxProcess(folder, child, httpPort, httpsPort);
    try {
      await nginx.untilReady();
      return nginx;
    } catch (error) {
      await nginx.stop();
      throw error;
    }
  }

  private async untilReady(): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      if (this.child.exitCode !== null) throw new Error(`nginx refused to start:\n${this.output()}`);
      if (await answers(this.httpsPort)) return;
      await sleep(50);
    }
    throw new Error(`nginx does not listen:\n${this.output()}`);
  }

  /** Everything it has printed: its access log and its errors. */
  output(): string {
    return readFileSync(join(this.folder, 'output.log'), 'utf8');
  }

  /** Once these words are in it: a line is written a moment after its answer. */
  outputWith(words: string): Promise<string> {
    return eventually(
      () => Promise.resolve(this.output()),
      (output) => output.includes(words),
    );
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const gone = new Promise((done) => this.child.once('exit', done));
      this.child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function layOutSite(folder: string, httpPort: number, httpsPort: number, upstreamPort: number): void {
  cpSync(join(deployed, 'sallyport.conf'), join(folder, 'sallyport.conf'));
  mkdirSync(join(folder, 'site'));
  const site = {
    'listen-http.conf': `listen 127.0.0.1:${httpPort};`,
    'listen-https.conf': `listen 127.0.0.1:${httpsPort} ssl http2;`,
    'server-name.conf': `server_name ${serverName};`,
    'certificate.conf': 'ssl_certificate certificate.pem; ssl_certificate_key key.pem;',
    'upstream.conf': `server 127.0.0.1:${upstreamPort};`,
  };
  for (const [name, text] of Object.entries(site)) writeFileSync(join(folder, 'site', name), text);
  // RSA on purpose: with it a client could ask for the old key exchange that has no forward secrecy.
  const request = `req -x509 -newkey rsa:2048 -noenc -days 2 -subj /CN=${serverName} -addext subjectAltName=DNS:${serverName}`;
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
  execFileSync(findProgram('openssl')!, [...request.split(' '), ...files], { stdio: 'ignore' });
}
