import type { Command } from 'commander';
import { thisToken } from './client/answers';
import { answering, clientCommand } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { table, when } from './client/words';

/** `sallyport status`: who this command line is, where, and until when. */
export function statusCommand(program: Command, context: ClientContext = clientContext()): void {
  clientCommand(program, 'status', 'Say who this command line is signed in as', [
    ['sallyport status --format json | jq -r .person.handle'],
  ]).action(
    answering(context, async (api) => {
      const { person, expiresAt, scopes, name } = await api.get('/api-token', thisToken);
      return {
        json: { server: api.server, person, name, scopes, expiresAt },
        text: table([
          ['Signed in as', `${person.name} (${person.handle})`],
          ['At', api.server],
          ['Ends', when(expiresAt, context.clock.now())],
          ['May', scopes.join(', ')],
          ['By', name],
        ]),
      };
    }),
  );
}
