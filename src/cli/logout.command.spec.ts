import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../test/support/command-line';
import { ManualClock, Redacted } from '../kernel';
import type { ClientSettings } from '../platform/config/environment';
import { KeptSignIns } from './client/sign-ins';
import { logoutCommand } from './logout.command';

const OWN = 'sly_kept-by-login';
const OF_A_PROGRAM = 'sly_of-a-pipeline';
const ENDS = '2099-01-01T00:00:00.000Z';

describe('sallyport logout', () => {
  let broker: Server;
  let url: string;
  let folder: string;
  let ended: (string | undefined)[];
  let status: number;

  beforeEach(async () => {
    ended = [];
    status = 204;
    broker = createServer(({ method, url: path, headers }, response) => {
      ended.push(`${method} ${path} ${headers.authorization}`);
      const problem = { code: 'identity.token_over', detail: 'This token was ended.' };
      response.writeHead(status).end(status === 204 ? undefined : JSON.stringify(problem));
    });
    await new Promise<void>((listening) => broker.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(broker.address() as AddressInfo).port}`;
    folder = mkdtempSync(join(tmpdir(), 'sallyport-logout-'));
    const settings = { configFolder: join(folder, 'config') } as ClientSettings;
    new KeptSignIns(settings).keep(url, new Redacted(OWN), ENDS);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    broker.closeAllConnections();
    broker.close();
  });

  const logout = () =>
    runCommand(logoutCommand, ['logout'], { url, token: OF_A_PROGRAM, clock: new ManualClock(), folder });

  it('ends the sign-in that login kept, never the token that a program was given, and once', async () => {
    const { printed, said } = await logout();
    expect(printed).toBe(`Signed out of ${url}.\n`);
    expect(said).toContain('SALLYPORT_TOKEN is set and goes on');
    expect((await logout()).printed).toContain('Nobody was signed in');
    expect(ended).toEqual([`DELETE /api/v1/api-token Bearer ${OWN}`]);
  });

  it('is content where the sign-in counts no more', async () => {
    status = 401;
    expect((await logout()).printed).toBe(`Signed out of ${url}.\n`);
  });

  it('says what goes on to count where the broker is out of reach, and forgets it here', async () => {
    broker.closeAllConnections();
    await new Promise((closed) => broker.close(closed));
    await expect(logout()).rejects.toThrow(
      /cannot be reached\..* forgotten here, but counts there until .+: end it under Security settings\./,
    );
    expect((await logout()).printed).toContain('Nobody was signed in');
  });
});
