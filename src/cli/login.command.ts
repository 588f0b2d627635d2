import { hostname } from 'node:os';
import type { Command } from 'commander';
import { Redacted } from '../kernel';
import { Api } from './client/api';
import { redeemedDevice, startedDevice } from './client/answers';
import { type ServerOption, withServer } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { CommandFailure, EXIT } from './client/exit-code';
import { openBrowser } from './client/open-browser';
import { untilAllowed } from './client/until-allowed';
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

async function login(context: ClientContext, options: LoginOptions): Promise<void> {
  const { signIns, print } = context;
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
  const redeemed = await untilAllowed(context, started, () =>
    api.post('/device-tokens', redeemedDevice, { body: { deviceCode: started.deviceCode } }),
  );
  if (!redeemed)
    throw new CommandFailure(EXIT.notSignedIn, 'Nobody allowed it in time. Run: sallyport login');
  const { token, expiresAt, person } = redeemed;
  signIns.keep(server, new Redacted(token), expiresAt);
  print(`Signed in at ${server} as ${person.name} (${person.handle}), until ${moment(expiresAt)}.\n`);
}
