/** Why the embedded server could not be started or stopped: one sentence for the person at the terminal. */
export class EmbeddedPostgresError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'EmbeddedPostgresError';
  }
}

/** The `code` of a system or database error, whichever realm it comes from (Jest has two, so no `instanceof`). */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
