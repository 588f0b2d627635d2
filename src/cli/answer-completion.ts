import type { Command } from 'commander';
import { SECOND } from '../kernel';
import { profiles } from './client/answers';
import { clientContext } from './client/context';
import { type Candidate, complete } from './complete';
import { print } from './terminal';

/** Nobody waits longer for a list to choose from. */
const ANSWERS_WITHIN = 2 * SECOND;

/** What the scripts of `sallyport completion` call; of no use to a person, so no list shows it. */
export function answerCompletion(program: Command): void {
  program.command('__complete [words...]', { hidden: true }).action(async (words: string[]) => {
    const found = await complete(program, words, askableProfiles);
    print(found.map(({ value, about }) => `${value}\t${about}\n`).join(''));
  });
}

/** Whatever is in the way: then there is nothing to choose from, and nothing to say in the middle of a line. */
async function askableProfiles(): Promise<readonly Candidate[]> {
  try {
    const { items } = await clientContext().signIns.api(undefined).get('/profiles', profiles, ANSWERS_WITHIN);
    return items
      .filter(({ eligibility }) => eligibility.eligible)
      .map(({ key, name }) => ({ value: key, about: name }));
  } catch {
    return [];
  }
}
