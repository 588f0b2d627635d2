import type { Command } from 'commander';
import { CommandFailure, EXIT } from './client/exit-code';
import { type ServerOption, withServer } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { KeptCredentials } from './client/kept-credentials';

/** `sallyport logout`: ends the token at the broker, and forgets it here with every log-in that was taken. */
export function logoutCommand(program: Command, context: ClientContext = clientContext()): void {
  withServer(
    program.command('logout').description('Sign this command line out, and forget its log-ins'),
  ).action(async ({ server: said }: ServerOption) => {
    const { signIns, settings, print } = context;
    const server = signIns.serverOf(said);
    try {
      await signIns.api(server).delete('/api-token');
    } catch (error) {
      // Without a token that counts there is nothing to end there; what is kept here goes in any case.
      if (!(error instanceof CommandFailure)) throw error;
      if (error.exitCode !== EXIT.notSignedIn) throw error;
    } finally {
      signIns.forget(server);
      new KeptCredentials(settings.cacheFolder, server).dropAll();
    }
    print(`Signed out of ${server}.\n`);
  });
}
