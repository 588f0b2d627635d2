import { conflict } from './domain-error';

/**
 * A life cycle as data: for each state, where each event leads.
 * Written `as const satisfies TransitionTable<State, Event>`, so that a missing state or an unknown target does not compile.
 */
export type TransitionTable<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]?: State };
};

/** The state that `event` leads to, or a `conflict` when the life cycle has no such step. */
export function transition<State extends string, Event extends string>(
  table: TransitionTable<State, Event>,
  thing: string,
  from: State,
  event: Event,
): State {
  const to = table[from][event];
  if (to === undefined) {
    throw conflict(`${thing}.illegal_transition`, `This is ${from} now, so it cannot be changed that way.`, {
      state: from,
      event,
    });
  }
  return to;
}

/** Every (from, to) pair of the table, for the database's own copy of it. */
export function transitionPairs<State extends string, Event extends string>(
  table: TransitionTable<State, Event>,
): [State, State][] {
  const pairs = new Map<string, [State, State]>();
  for (const [from, events] of Object.entries(table) as [State, Record<string, State>][]) {
    for (const to of Object.values(events)) pairs.set(`${from}>${to}`, [from, to]);
  }
  return [...pairs.values()];
}
