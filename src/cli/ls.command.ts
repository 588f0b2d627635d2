import type { Command } from 'commander';
import { durationInWords } from '../modules/policy';
import { type Grant, grants, type Profile, profiles } from './client/answers';
import { answering, clientCommand } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { table, when } from './client/words';

const OVER = new Set(['ended', 'ending', 'unconfirmed']);

/** `sallyport ls`: what the person may ask for, and the grants that they have. */
export function lsCommand(program: Command, context: ClientContext = clientContext()): void {
  clientCommand(program, 'ls', 'List the grants that you have and what you may ask for', [
    ['sallyport ls'],
    ['sallyport ls | grep ^grant', 'for a program: a line each, with tabs between'],
  ]).action(
    answering(context, async (api) => {
      const [all, mine] = await Promise.all([
        api.get('/profiles', profiles),
        api.get('/grants?scope=mine&limit=200', grants),
      ]);
      const askable = all.items.filter(({ eligibility }) => eligibility.eligible);
      const open = mine.items.filter(({ state }) => !OVER.has(state));
      return {
        json: {
          profiles: askable.map(({ key, name }) => ({ key, name })),
          grants: open.map(({ id, profile, state, claimBy, expiresAt }) => ({
            id,
            profile: profile.key,
            state,
            claimBy,
            expiresAt,
          })),
        },
        text: context.screen.isRead
          ? forPerson(open, askable, context.clock.now())
          : forProgram(open, askable),
      };
    }),
  );
}

const forPerson = (open: readonly Grant[], askable: readonly Profile[], now: Date): string =>
  `Your grants\n${open.length ? table(open.map((grant) => grantRow(grant, now))) : '  none\n'}` +
  `You may ask for\n${askable.length ? table(askable.map(profileRow)) : '  nothing\n'}`;

const forProgram = (open: readonly Grant[], askable: readonly Profile[]): string =>
  [
    ...open.map(({ id, profile, state, claimBy, expiresAt }) => [
      'grant',
      profile.key,
      state,
      expiresAt ?? claimBy,
      id,
    ]),
    ...askable.map(({ key, name, duration }) => ['profile', key, name, String(duration.maximumSeconds)]),
  ]
    .map((row) => `${row.join('\t')}\n`)
    .join('');

const grantRow = ({ id, profile, state, claimBy, expiresAt }: Grant, now: Date): string[] => [
  profile.key,
  expiresAt === null
    ? `${state}, to be claimed ${when(claimBy, now)}`
    : `${state}, ends ${when(expiresAt, now)}`,
  id,
];

const profileRow = ({ key, name, duration }: Profile): string[] => [
  key,
  name,
  `up to ${durationInWords(duration.maximumSeconds)}`,
];
