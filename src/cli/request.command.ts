import { type Command, Option } from 'commander';
import type { Api } from './client/api';
import { grants, profiles, type Request, request as requestShape, requests } from './client/answers';
import { chooseGrant } from './client/choose-grant';
import { type Answer, answering, clientCommand, type ClientOptions } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { draftRequest, type SaidOfRequest, unknownProfile } from './client/draft-request';
import { CommandFailure, EXIT } from './client/exit-code';
import { findRequest } from './client/find-request';
import { named } from './client/named';
import { requestList, requestText } from './client/request-text';
import { lengthOf } from './client/times';
import { failureOf, waitForDecision } from './client/wait-for-decision';

interface AskOptions extends ClientOptions, Omit<SaidOfRequest, 'profile'> {
  readonly wait?: boolean;
}

interface ExtendOptions extends ClientOptions {
  readonly reason: string;
  readonly duration: string;
  readonly ticket?: string;
  readonly wait?: boolean;
}

const STATES = ['pending', 'approved', 'denied', 'cancelled', 'lapsed'];

const waitOption = new Option(
  '--wait',
  'wait for the decision; the exit code tells it: 0 approved, 9 denied, 10 lapsed or taken back',
);

/** `sallyport request`: asks for access, and looks after what was asked. */
export function requestCommand(program: Command, context: ClientContext = clientContext()): void {
  const command = clientCommand(program, 'request [profile]', 'Ask for access', [
    ['sallyport request', 'asks at the terminal for what is left out'],
    ['sallyport request customer-data-read --reason "Invoice 4711 shows the wrong total" --duration 30m'],
    ['sallyport request customer-data-read --reason "Migration of tonight" --start "tomorrow 02:00"'],
    [
      'sallyport request customer-data-read --reason "Ticket of Acme" --wait && sallyport db psql customer-data-read',
    ],
  ])
    .enablePositionalOptions()
    .option('--reason <sentence>', 'why; your approver reads it')
    .option('--duration <time>', 'from the first use: 30m, 1h30m, 2h (the profile’s usual time)')
    .option('--ticket <id>', 'where the work is written down')
    .option('--start <time>', 'not before: +2h, 14:30, "tomorrow 09:00", "2026-11-30 09:00"')
    .addOption(waitOption)
    .action(
      answering(context, async (api, options: AskOptions, profile?: string) => {
        const draft = await draftRequest(context, api, { ...options, profile });
        const asked = await submit(api, draft.profile, draft);
        return followed(context, api, asked, options.wait);
      }),
    );
  addList(command, context);
  addOne(command, context);
  addExtend(command, context);
}

async function submit(api: Api, profile: string, draft: object): Promise<Request> {
  try {
    return await api.create('/requests', requestShape, draft);
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.exitCode !== EXIT.notFound) throw error;
    throw unknownProfile(profile, (await api.get('/profiles', profiles)).items);
  }
}

/** What was asked, and, where it is waited for, how it ended. */
async function followed(
  context: ClientContext,
  api: Api,
  asked: Request,
  wait: boolean | undefined,
): Promise<Answer> {
  const last = wait ? await waitForDecision(context, api, asked) : asked;
  return { json: last, text: requestText(context, last) + nextStep(last), failure: failureOf(context, last) };
}

function nextStep({ id, state, profile, extension }: Request): string {
  if (state === 'pending') return `Follow it: sallyport request show ${id}\n`;
  if (state !== 'approved' || extension !== null) return '';
  return `Use it: sallyport db psql ${profile.key}, or sallyport aws exec ${profile.key} -- aws …\n`;
}

function addList(parent: Command, context: ClientContext): void {
  clientCommand(parent, 'ls', 'List what you asked for', [
    ['sallyport request ls --state pending'],
    ['sallyport request ls --format json | jq -r .[].id'],
  ])
    .addOption(new Option('--state <state>', 'those in one state only').choices(STATES))
    .option('--all', 'everybody’s, if you may see them')
    .action(
      answering(
        context,
        async (api, { state, all }: ClientOptions & { readonly state?: string; readonly all?: boolean }) => {
          const query = new URLSearchParams({
            scope: all ? 'all' : 'mine',
            limit: '200',
            ...(state !== undefined && { state }),
          });
          const { items } = await api.get(`/requests?${query.toString()}`, requests);
          return { json: items, text: requestList(context, items, 'No request. Ask: sallyport request') };
        },
      ),
    );
}

function addOne(parent: Command, context: ClientContext): void {
  clientCommand(parent, 'show <request-or-profile>', 'Show a request: who is asked, what was decided', [
    ['sallyport request show customer-data-read', 'your newest for that profile'],
  ])
    .addOption(waitOption)
    .action(
      answering(context, async (api, { wait }: ClientOptions & { readonly wait?: boolean }, what: string) => {
        const found = await findRequest(api, what);
        const last = wait ? await waitForDecision(context, api, found) : found;
        return {
          json: last,
          text: requestText(context, last),
          failure: wait ? failureOf(context, last) : undefined,
        };
      }),
    );
  clientCommand(parent, 'cancel <request-or-profile>', 'Take a waiting request back', [
    ['sallyport request cancel customer-data-read'],
  ]).action(
    answering(context, async (api, _options: ClientOptions, what: string) => {
      const { id } = await findRequest(api, what, 'pending');
      const cancelled = await api.post(`/requests/${id}/cancel`, requestShape, { body: {} });
      return { json: cancelled, text: `Taken back: ${cancelled.profile.name} (${id}).\n` };
    }),
  );
}

function addExtend(parent: Command, context: ClientContext): void {
  clientCommand(parent, 'extend <grant-or-profile>', 'Ask for more time, before a grant ends', [
    ['sallyport request extend customer-data-read --duration 30m --reason "Half of the rows are repaired"'],
  ])
    .requiredOption('--duration <time>', 'how much longer: 30m, 1h')
    .requiredOption('--reason <sentence>', 'why; your approver reads it')
    .option('--ticket <id>', 'where the work is written down (that of the first request)')
    .addOption(waitOption)
    .action(
      answering(context, async (api, options: ExtendOptions, what: string) => {
        const { reason, duration, ticket, wait } = options;
        const durationSeconds = lengthOf(duration);
        const { items } = await api.get('/grants?scope=mine&limit=200', grants);
        const { id } = chooseGrant(items, named(api, what), 'extend');
        const draft = { durationSeconds, justification: reason, ticket };
        const asked = await api.create(`/grants/${id}/extensions`, requestShape, draft);
        return followed(context, api, asked, wait);
      }),
    );
}
