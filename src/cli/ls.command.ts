import type { Command } from 'commander';
import { SECOND } from '../kernel';
import { type Grant, grants, type Profile, profiles } from './client/answers';
import {
  type ClientContext,
  clientContext,
  type FormatOption,
  type ServerOption,
  withFormat,
  withServer,
} from './client/context';
import { moment, span, table } from './client/words';

const OVER = new Set(['ended', 'ending', 'unconfirmed']);

/** `sallyport ls`: what the person may ask for, and the grants that they have. */
export function lsCommand(program: Command, context: ClientContext = clientContext()): void {
  const command = program.command('ls').description('List what you may ask for and the grants that you have');
  withFormat(withServer(command)).action(async ({ server, format }: ServerOption & FormatOption) => {
    const api = context.signIns.api(server);
    const [all, mine] = await Promise.all([
      api.get('/profiles', profiles),
      api.get('/grants?scope=mine&limit=200', grants),
    ]);
    const askable = all.items.filter(({ eligibility }) => eligibility.eligible);
    const open = mine.items.filter(({ state }) => !OVER.has(state));
    if (format === 'json') {
      const shown = open.map(({ id, profile, state, claimBy, expiresAt }) => ({
        id,
        profile: profile.key,
        state,
        claimBy,
        expiresAt,
      }));
      const keys = askable.map(({ key, name }) => ({ key, name }));
      context.print(`${JSON.stringify({ profiles: keys, grants: shown })}\n`);
      return;
    }
    context.print(
      `Your grants\n${open.length ? table(open.map(grantRow)) : '  none\n'}` +
        `You may ask for\n${askable.length ? table(askable.map(profileRow)) : '  nothing\n'}`,
    );
  });
}

const grantRow = ({ id, profile, state, claimBy, expiresAt }: Grant): string[] => [
  profile.key,
  expiresAt === null
    ? `${state}, to be claimed by ${moment(claimBy)}`
    : `${state} until ${moment(expiresAt)}`,
  id,
];

const profileRow = ({ key, name, duration }: Profile): string[] => [
  key,
  name,
  `up to ${span(duration.maximumSeconds * SECOND)}`,
];
