/** Levenshtein's distance, row by row. */
function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = above[column - 1] + Number(one[row - 1] !== other[column - 1]);
      current.push(Math.min(replaced, above[column] + 1, current[column - 1] + 1));
    }
    above = current;
  }
  return above[other.length];
}

/** The known word that was probably meant; undefined when none is near enough to be worth saying. */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  const tolerated = Math.max(1, Math.floor(typed.length / 3));
  let best: { word: string; distance: number } | undefined;
  for (const word of known) {
    if (Math.abs(word.length - typed.length) > tolerated) continue;
    const away = distance(typed.toLowerCase(), word.toLowerCase());
    if (away <= tolerated && away < (best?.distance ?? Infinity)) best = { word, distance: away };
  }
  return best?.word;
}

/** " Did you mean `lea`?", or nothing. */
export function didYouMean(typed: string, known: Iterable<string>): string {
  const word = nearest(typed, known);
  return word === undefined ? '' : ` Did you mean \`${word}\`?`;
}
