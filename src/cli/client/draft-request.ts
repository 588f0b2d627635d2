import { durationInWords } from '../../modules/policy';
import type { Api } from './api';
import { type Profile, profiles } from './answers';
import type { ClientContext } from './context';
import { CommandFailure, EXIT } from './exit-code';
import { nearest } from './nearest';
import { lengthOf, noLength, parseLength, startOf } from './times';
import { faint, table } from './words';

/** What was said on the command line. */
export interface SaidOfRequest {
  readonly profile?: string;
  readonly reason?: string;
  readonly duration?: string;
  readonly ticket?: string;
  readonly start?: string;
}

/** What the API takes. */
export interface Draft {
  readonly profile: string;
  readonly justification: string;
  readonly durationSeconds?: number;
  readonly ticket?: string;
  readonly startsAt?: string;
}

/** What was said, and at a terminal the answers to what was left out. */
export async function draftRequest(context: ClientContext, api: Api, said: SaidOfRequest): Promise<Draft> {
  const startsAt = said.start === undefined ? undefined : startOf(said.start, context.clock.now());
  const durationSeconds = said.duration === undefined ? undefined : lengthOf(said.duration);
  const complete = said.profile !== undefined && said.reason !== undefined;
  const drafted = complete
    ? { profile: said.profile, justification: said.reason, durationSeconds, ticket: said.ticket }
    : await byQuestions(context, api, said, durationSeconds);
  return { ...drafted, startsAt: startsAt?.toISOString() };
}

async function byQuestions(
  context: ClientContext,
  api: Api,
  said: SaidOfRequest,
  durationSeconds: number | undefined,
): Promise<Draft> {
  if (!context.screen.isAnswered) {
    throw new CommandFailure(
      EXIT.usage,
      'Say for what and why: sallyport request <profile> --reason <sentence>. At a terminal it asks.',
    );
  }
  const { items } = await api.get('/profiles', profiles);
  const profile = said.profile === undefined ? await chosen(context, items) : profileOf(items, said.profile);
  const justification = said.reason ?? (await reason(context, profile));
  const ticket = said.ticket ?? (await ticketFor(context, profile));
  const seconds = durationSeconds ?? (await length(context, profile));
  return { profile: profile.key, justification, durationSeconds: seconds, ticket };
}

function chosen(context: ClientContext, all: readonly Profile[]): Promise<Profile> {
  const askable = all.filter(({ eligibility }) => eligibility.eligible);
  if (askable.length === 0) throw new CommandFailure(EXIT.refused, 'There is nothing that you may ask for.');
  const rows = askable.map(({ key, name }, index) => [String(index + 1), key, faint(context.screen, name)]);
  context.say(`You may ask for\n${table(rows)}`);
  return asked(
    context,
    'Which? Its number or key: ',
    (typed) =>
      askable.find(({ key }, index) => key === typed || String(index + 1) === typed) ??
      new Error(`There is no “${typed}” in the list.`),
  );
}

function profileOf(all: readonly Profile[], key: string): Profile {
  const found = all.find((profile) => profile.key === key);
  if (found) return found;
  throw unknownProfile(key, all);
}

/** With the key that was most likely meant. */
export function unknownProfile(key: string, all: readonly Profile[]): CommandFailure {
  const meant = nearest(
    key,
    all.map((profile) => profile.key),
  );
  const hint = meant === undefined ? '“sallyport search” lists them.' : `Did you mean ${meant}?`;
  return new CommandFailure(EXIT.notFound, `There is no access profile “${key}”. ${hint}`);
}

const reason = (context: ClientContext, { minimumJustification }: Profile): Promise<string> =>
  asked(context, 'Why do you need it? Your approver reads this: ', (typed) => {
    const least = Math.max(1, minimumJustification);
    return typed.length >= least ? typed : new Error(`Say it in at least ${least} characters.`);
  });

async function ticketFor(context: ClientContext, { ticket }: Profile): Promise<string | undefined> {
  if (ticket === null) return undefined;
  const { pattern, required } = ticket;
  const question = `Ticket, like ${pattern}${required ? '' : ' (Enter for none)'}: `;
  const whole = new RegExp(`^(?:${pattern})$`);
  const typed = await asked(context, question, (text) =>
    whole.test(text) || (text === '' && !required) ? text : new Error(`It has to match ${pattern}.`),
  );
  return typed || undefined;
}

function length(context: ClientContext, { duration }: Profile): Promise<number> {
  const usual = durationInWords(duration.defaultSeconds);
  const most = durationInWords(duration.maximumSeconds);
  return asked(context, `For how long? Enter for ${usual}, at most ${most}: `, (typed) => {
    const seconds = typed === '' ? duration.defaultSeconds : parseLength(typed);
    if (seconds === undefined) return new Error(noLength(typed));
    return seconds <= duration.maximumSeconds ? seconds : new Error(`At most ${most}.`);
  });
}

/** Again until the answer can be taken, so that nothing typed before is lost. */
async function asked<T>(
  { ask, say }: ClientContext,
  question: string,
  read: (typed: string) => T | Error,
): Promise<T> {
  for (;;) {
    const answer = read((await ask(question)).trim());
    if (!(answer instanceof Error)) return answer;
    say(`${answer.message}\n`);
  }
}
