const FARTHEST = 3;

/** The word that was most likely meant; undefined where none is near. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const near = words
    .map((word) => ({ word, far: word.includes(typed) ? 0 : distance(typed, word) }))
    .filter(({ word, far }) => far <= Math.min(FARTHEST, word.length / 2))
    .sort((one, other) => one.far - other.far);
  return near.at(0)?.word;
}

/** Letters to add, drop or change (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [above, letter] of one.split('').entries()) {
    const next = [above + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const changed = row[column - 1] + (letter === other[column - 1] ? 0 : 1);
      next.push(Math.min(changed, row[column] + 1, next[column - 1] + 1));
    }
    row = next;
  }
  return row[other.length];
}
