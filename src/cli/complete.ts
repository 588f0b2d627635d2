import type { Command, Option } from 'commander';

/** What may come next, and what it is. */
export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** What the broker has to be asked for; it may answer nothing. */
export type Names = () => Promise<readonly Candidate[]>;

/** Arguments that are the key of an access profile, or may be one. */
const PROFILE = /^profile$|-or-profile$|^profile-or-/;

interface Place {
  readonly command: Command;
  /** How many arguments stand before the word that is being typed. */
  readonly position: number;
  /** The option whose value is being typed. */
  readonly option?: Option;
}

/** What may stand in the place of the last word, which is perhaps begun. */
export async function complete(
  program: Command,
  words: readonly string[],
  profiles: Names,
): Promise<Candidate[]> {
  // Behind it stands what belongs to another program.
  if (words.slice(0, -1).includes('--')) return [];
  const begun = words.at(-1) ?? '';
  const all = await candidates(placeAfter(program, words.slice(0, -1)), begun, profiles);
  return all.filter(({ value }) => value.startsWith(begun));
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, position: 0 };
  for (const word of words) place = next(place, word);
  return place;
}

function next({ command, position, option }: Place, word: string): Place {
  if (option) return { command, position };
  if (word.startsWith('-')) {
    const named = command.options.find(({ long, short }) => long === word || short === word);
    return { command, position, option: named?.required ? named : undefined };
  }
  const inner = position === 0 ? command.commands.find((one) => one.name() === word) : undefined;
  return inner ? { command: inner, position: 0 } : { command, position: position + 1 };
}

async function candidates(
  { command, position, option }: Place,
  begun: string,
  profiles: Names,
): Promise<readonly Candidate[]> {
  if (option) return (option.argChoices ?? []).map((value) => ({ value, about: option.description }));
  if (begun.startsWith('-')) return optionsOf(command);
  const inner = position === 0 ? commandsOf(command) : [];
  const argument = command.registeredArguments.at(position);
  return argument && PROFILE.test(argument.name()) ? [...inner, ...(await profiles())] : inner;
}

const optionsOf = ({ options }: Command): Candidate[] =>
  options.flatMap(({ long, description, hidden }) =>
    long && !hidden ? [{ value: long, about: description }] : [],
  );

const commandsOf = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((inner) => ({ value: inner.name(), about: inner.description() }));
