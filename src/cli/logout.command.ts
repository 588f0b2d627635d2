import type { Command } from 'commander';
import { Api } from './client/api';
import { CommandFailure, EXIT } from './client/exit-code';
import { type ServerOption, withServer } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { KeptCredentials } from './client/kept-credentials';
import type { KeptSignIn } from './client/sign-ins';
import { moment } from './client/words';

/**
 * `sallyport logout`: ends what `sallyport login` began, at the broker and here, with every log-in that was taken. A token of
 * SALLYPORT_TOKEN belongs to whoever set it, and goes on.
 */
export function logoutCommand(program: Command, context: ClientContext = clientContext()): void {
  withServer(
    program.command('logout').description('Sign this command line out, and forget its log-ins'),
  ).action(async ({ server: said }: ServerOption) => {
    const { signIns, settings, print, say } = context;
    const server = signIns.serverOf(said);
    const kept = signIns.keptAt(server);
    try {
      if (kept) await end(server, kept);
    } finally {
      signIns.forget(server);
      new KeptCredentials(settings.cacheFolder, server).dropAll();
    }
    print(kept ? `Signed out of ${server}.\n` : `Nobody was signed in at ${server} by sallyport login.\n`);
    if (settings.token)
      say('SALLYPORT_TOKEN is set and goes on: unset it, or end that token under Security settings.\n');
  });
}

async function end(server: string, { token, expiresAt }: KeptSignIn): Promise<void> {
  try {
    await new Api(server, token).delete('/api-token');
  } catch (error) {
    // Where the token counts no more, there is nothing to end; what is kept here goes in any case.
    if (!(error instanceof CommandFailure)) throw error;
    if (error.exitCode === EXIT.notSignedIn) return;
    const still = `It is forgotten here, but counts there until ${moment(expiresAt)}: end it under Security settings.`;
    throw new CommandFailure(error.exitCode, `${error.message} ${still}`);
  }
}
