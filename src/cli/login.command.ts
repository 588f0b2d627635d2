import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { z } from 'zod';
import { type Clock, Redacted, SECOND } from '../kernel';
import { Api, OutOfReach, Refusal } from './client/api';
import { redeemedDevice, startedDevice } from './client/answers';
import { type ServerOption, withServer } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { CommandFailure, EXIT } from './client/exit-code';
import { moment } from './client/words';

interface LoginOptions extends ServerOption {
  readonly name: string;
  readonly browser: boolean;
}

/** `sallyport login`: this command line is let in by its person in a browser, here or on any other device (RFC 8628). */
export function loginCommand(program: Command, context: ClientContext = clientContext()): void {
  withServer(program.command('login').description('Sign this command line in, by your browser'))
    .option(
      '--name <name>',
      'what the page calls this command line',
      `sallyport on ${hostname()}`.slice(0, 80),
    )
    .option('--no-browser', 'print the address only')
    .action((options: LoginOptions) => login(context, options));
}

type Started = z.output<typeof startedDevice>;
type Redeemed = z.output<typeof redeemedDevice>;

async function login(context: ClientContext, options: LoginOptions): Promise<void> {
  const { signIns, print, clock } = context;
  const server = signIns.serverOf(options.server);
  const api = new Api(server);
  const started = await api.post('/device-authorizations', startedDevice, {
    body: { clientName: options.name },
  });
  print(
    `To let this command line in, open\n\n  ${started.verificationUriComplete}\n\n` +
      `and look whether the page shows the code ${started.userCode}. ` +
      `On another device, open ${started.verificationUri} and type it.\n`,
  );
  if (options.browser && context.settings.hasScreen) openBrowser(started.verificationUriComplete, server);
  const { token, expiresAt, person } = await tokenWhenAllowed(clock, api, started);
  signIns.keep(server, new Redacted(token), expiresAt);
  print(`Signed in at ${server} as ${person.name} (${person.handle}), until ${moment(expiresAt)}.\n`);
}

async function tokenWhenAllowed(clock: Clock, api: Api, started: Started): Promise<Redeemed> {
  let seconds = started.intervalSeconds;
  while (clock.now().getTime() < Date.parse(started.expiresAt)) {
    await delay(seconds * SECOND);
    try {
      return await api.post('/device-tokens', redeemedDevice, { body: { deviceCode: started.deviceCode } });
    } catch (error) {
      if (!mayStillCome(error)) throw error;
      if (error instanceof Refusal) seconds = error.retryAfterSeconds ?? seconds;
    }
  }
  throw new CommandFailure(EXIT.notSignedIn, 'Nobody allowed it in time. Run: sallyport login');
}

/** A broker that restarts meanwhile still knows the code. */
const mayStillCome = (error: unknown): boolean =>
  error instanceof OutOfReach ||
  (error instanceof Refusal && ['authorization_pending', 'slow_down'].includes(error.code));

const OPENERS: Partial<Record<NodeJS.Platform, readonly [program: string, ...words: string[]]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** A courtesy: the address stands on the screen. It came from the server, so it is opened only if it leads there. */
function openBrowser(address: string, server: string): void {
  const opener = OPENERS[process.platform];
  if (!opener || !URL.canParse(address) || new URL(address).origin !== server) return;
  const [program, ...words] = opener;
  const child = spawn(program, [...words, address], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}
