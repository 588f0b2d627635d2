/** The smallest value that at least `share` of all values do not exceed (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('Nothing was measured.');
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export interface Turns {
  readonly ours: number;
  readonly limit: number;
}

/**
 * The round whose ratio is the middle one of all. Load from elsewhere comes and goes, and falls on both turns of a
 * round alike; so rounds are compared, not the medians of either side.
 */
export function middleRound(rounds: readonly Turns[]): Turns {
  const byRatio = [...rounds].sort((left, right) => left.ours / left.limit - right.ours / right.limit);
  const middle = byRatio.at(Math.floor((byRatio.length - 1) / 2));
  if (!middle) throw new RangeError('Nothing was measured.');
  return middle;
}
