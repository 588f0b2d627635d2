/** What a foreign key, or the line before, guarantees to be there; `what` names it should that ever turn out wrong. */
export function known<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined)
    throw new Error(`${what} is missing, although it is referred to.`);
  return value;
}
