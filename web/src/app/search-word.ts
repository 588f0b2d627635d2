/** A text of the address's search, or undefined where there is none to speak of. */
export const word = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
