import type { Command } from 'commander';
import { thisToken } from './client/answers';
import {
  type ClientContext,
  clientContext,
  type FormatOption,
  type ServerOption,
  withFormat,
  withServer,
} from './client/context';
import { moment, span, table } from './client/words';

/** `sallyport status`: who this command line is, where, and until when. */
export function statusCommand(program: Command, context: ClientContext = clientContext()): void {
  const command = program.command('status').description('Say who this command line is signed in as');
  withFormat(withServer(command)).action(async ({ server, format }: ServerOption & FormatOption) => {
    const { signIns, clock, print } = context;
    const api = signIns.api(server);
    const { person, expiresAt, scopes, name } = await api.get('/api-token', thisToken);
    if (format === 'json') {
      print(`${JSON.stringify({ server: api.server, person, name, scopes, expiresAt })}\n`);
      return;
    }
    const left = span(Date.parse(expiresAt) - clock.now().getTime());
    print(
      table([
        ['Signed in as', `${person.name} (${person.handle})`],
        ['At', api.server],
        ['Until', `${moment(expiresAt)}, in ${left}`],
        ['May', scopes.join(', ')],
        ['By', name],
      ]),
    );
  });
}
