interface Ending {
  readonly claimedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** A notice is for one deadline: an extension has another one, and is told of anew. */
export const endingTopic = ({ expiresAt }: Pick<Ending, 'expiresAt'>): string =>
  expiresAt?.toISOString() ?? 'no end';

/** Whoever took so short an access into use a moment ago knows when it ends. */
export function isAboutToEnd({ claimedAt, expiresAt }: Ending, notice: number, now: Date): boolean {
  if (!claimedAt || !expiresAt) return false;
  const tellAt = expiresAt.getTime() - notice;
  return tellAt > claimedAt.getTime() && tellAt <= now.getTime() && now < expiresAt;
}
