/** Places to fill: `count` of them, each by another one of `candidates`. */
export interface Places {
  readonly count: number;
  readonly candidates: ReadonlySet<string>;
}

/**
 * Fills as many places as possible, each human being in one place at most, and says how many stay empty per step.
 * A maximum bipartite matching (Kuhn's augmenting paths): taking candidates first come, first served would call
 * "CTO, and DPO" unfilled when somebody who is both was counted for the place that the other person needed.
 */
export function emptyPlaces(steps: readonly Places[]): number[] {
  const places = steps.flatMap(({ count }, step) => Array.from({ length: count }, () => step));
  const placeOf = new Map<string, number>();

  const fill = (place: number, tried: Set<string>): boolean => {
    for (const human of steps[places[place]].candidates) {
      if (tried.has(human)) continue;
      tried.add(human);
      const taken = placeOf.get(human);
      if (taken === undefined || fill(taken, tried)) {
        placeOf.set(human, place);
        return true;
      }
    }
    return false;
  };

  const empty = steps.map(() => 0);
  places.forEach((step, place) => {
    if (!fill(place, new Set())) empty[step] += 1;
  });
  return empty;
}
