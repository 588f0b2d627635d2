import type { Command } from 'commander';
import { z } from 'zod';
import { MINUTE } from '../kernel';
import type { Api } from './client/api';
import {
  answering,
  clientCommand,
  type ServerOption,
  withExamples,
  withServer,
} from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { credentialJson, formatOf } from './client/credential-format';
import { CommandFailure, EXIT } from './client/exit-code';
import { runProgram } from './client/run-program';
import { type TakeOptions, takeCredential } from './client/take-credential';
import { setExitCode } from './terminal';

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
    examples: [['sallyport aws creds invoice-archive', 'what credential_process runs']],
  },
  {
    name: 'env',
    format: 'env',
    about: 'Print keys as lines for a shell',
    examples: [['eval "$(sallyport aws env invoice-archive)"']],
  },
  {
    name: 'console',
    format: 'console',
    about: 'Print a link into the AWS console',
    freshFor: LINK_FRESH_FOR,
    examples: [['sallyport aws console invoice-archive']],
  },
] as const;

/** Any of these would lead the AWS command line or an SDK past the keys that it is given. */
const ELSEWHERE = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

const EXEC_EXAMPLES = [
  ['sallyport aws exec invoice-archive -- aws s3 ls'],
  ['sallyport aws exec invoice-archive -- terraform plan'],
] as const;

const processOutput = z.object({ Expiration: z.string() });

/** `sallyport aws …`: the session of a grant, for the AWS command line and SDKs. Nothing else stands on standard output. */
export function awsCommand(program: Command, context: ClientContext = clientContext()): void {
  const aws = program.command('aws').description('Use AWS under a grant of yours');
  const withRole = (command: Command): Command =>
    command.option('--entitlement <name>', 'which one, where a profile has several roles');
  const take = (api: Api, what: string, { entitlement }: AwsOptions, options?: TakeOptions) =>
    takeCredential(context, api, { what, kind: 'aws', entitlement }, options);

  for (const { name, format, about, examples, ...options } of WAYS) {
    withRole(clientCommand(aws, `${name} <profile-or-grant>`, about, examples)).action(
      answering(context, async (api, said: AwsOptions, what: string) => {
        const taken = await take(api, what, said, options);
        const text = formatOf(taken, format);
        const json = name === 'creds' ? (JSON.parse(text) as unknown) : credentialJson(taken, name, text);
        return { json, text: `${text}\n` };
      }),
    );
  }
  const exec = aws
    .command('exec <profile-or-grant> [command...]')
    .description('Run a command with the keys in its environment alone');
  withRole(withExamples(withServer(exec), EXEC_EXAMPLES)).action(
    async (what: string, [called, ...words]: string[], said: AwsOptions) => {
      if (called === undefined)
        throw new CommandFailure(EXIT.usage, `Which command? sallyport aws exec ${what} -- aws s3 ls`);
      const taken = await take(context.signIns.api(said.server), what, said);
      const { Expiration } = processOutput.parse(JSON.parse(formatOf(taken, 'credential-process')));
      const variables = { ...variablesOf(formatOf(taken, 'env')), AWS_CREDENTIAL_EXPIRATION: Expiration };
      setExitCode(await runProgram([called, ...words], variables, ELSEWHERE));
    },
  );
}

/** Of lines for a shell, the region among them. */
const variablesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value]));
