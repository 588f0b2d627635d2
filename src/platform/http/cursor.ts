import { invalid } from '../../kernel';

/** A place in a list ordered newest first by (moment, id). Opaque to clients, so that the order may change. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

export const writeCursor = ({ at, id }: Position): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');

export function readCursor(text: string | undefined): Position | undefined {
  if (text === undefined) return undefined;
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [string, string];
    const moment = new Date(at);
    if (typeof id === 'string' && !Number.isNaN(moment.getTime())) return { at: moment, id };
  } catch {
    // Falls through: whatever is wrong with it, it is not one of ours.
  }
  throw invalid('request.bad_cursor', 'This cursor is not one that a list of ours gave.');
}

/** `rows` holds one more than `limit` when there is a further page. */
export function page<T extends { createdAt: Date; id: string }, V>(
  rows: readonly T[],
  limit: number,
  view: (row: T) => V,
): { items: V[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null;
  return { items: shown.map(view), nextCursor };
}
