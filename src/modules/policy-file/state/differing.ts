import { isDeepStrictEqual } from 'node:util';

/** The entries that are not so yet. */
export const differing = <Entry>(
  current: ReadonlyMap<string, Entry>,
  settled: ReadonlyMap<string, Entry>,
): [key: string, entry: Entry][] =>
  [...settled].filter(([key, entry]) => !isDeepStrictEqual(current.get(key), entry));
