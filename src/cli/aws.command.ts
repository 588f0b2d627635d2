import type { Command } from 'commander';
import { MINUTE } from '../kernel';
import { type ServerOption, withServer } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { formatOf } from './client/credential-format';
import { takeCredential } from './client/take-credential';

/** AWS lets a console link be opened for 15 minutes. */
const LINK_FRESH_FOR = 10 * MINUTE;

interface AwsOptions extends ServerOption {
  readonly entitlement?: string;
}

const WAYS = [
  {
    name: 'creds',
    format: 'credential-process',
    about: 'Print keys as credential_process of ~/.aws/config wants them',
  },
  {
    name: 'env',
    format: 'env',
    about: 'Print keys as lines for a shell: eval "$(sallyport aws env <profile>)"',
  },
  {
    name: 'console',
    format: 'console',
    about: 'Print a link into the AWS console',
    freshFor: LINK_FRESH_FOR,
  },
] as const;

/** `sallyport aws …`: the session of a grant, for the AWS command line and SDKs. Nothing else stands on standard output. */
export function awsCommand(program: Command, context: ClientContext = clientContext()): void {
  const aws = program.command('aws').description('Use AWS under a grant of yours');
  for (const { name, format, about, ...options } of WAYS) {
    withServer(aws.command(`${name} <profile-or-grant>`).description(about))
      .option('--entitlement <name>', 'which one, where a profile has several roles')
      .action(async (what: string, { server, entitlement }: AwsOptions) => {
        const api = context.signIns.api(server);
        const taken = await takeCredential(context, api, { what, kind: 'aws', entitlement }, options);
        context.print(`${formatOf(taken, format)}\n`);
      });
  }
}
