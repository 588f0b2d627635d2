import type { Command } from 'commander';
import { durationInWords } from '../modules/policy';
import { type Profile, profiles } from './client/answers';
import { answering, clientCommand, type ClientOptions } from './client/client-command';
import { type ClientContext, clientContext } from './client/context';
import { listing } from './client/words';

/** `sallyport search`: access profiles by what stands in them. */
export function searchCommand(program: Command, context: ClientContext = clientContext()): void {
  clientCommand(program, 'search [words...]', 'Find what can be asked for, and whether by you', [
    ['sallyport search', 'everything'],
    ['sallyport search customer invoice', 'what speaks of both'],
  ]).action(
    answering(context, async (api, _options: ClientOptions, words: string[]) => {
      const { items } = await api.get('/profiles', profiles);
      const found = items.filter((profile) => speaksOf(profile, words));
      const empty =
        words.length > 0 ? `Nothing speaks of “${words.join(' ')}”.` : 'There is no access profile.';
      return {
        json: found,
        text: listing(context.screen, ['profile', 'name', 'at most', 'at', 'for you'], found.map(row), empty),
      };
    }),
  );
}

/** Every word, anywhere in it, in large or small letters. */
function speaksOf(
  { key, name, description, dataCategory, entitlements }: Profile,
  words: readonly string[],
): boolean {
  const systems = entitlements.flatMap(({ system }) => [system.key, system.name]);
  const text = [key, name, description, dataCategory, ...systems].join(' ').toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

const row = ({ key, name, duration, entitlements, eligibility }: Profile): string[] => [
  key,
  name,
  durationInWords(duration.maximumSeconds),
  [...new Set(entitlements.map(({ system }) => system.name))].join(', '),
  eligibility.eligible ? 'yes' : (eligibility.reasons.at(0)?.sentence ?? 'no'),
];
