import { z } from 'zod';
import { invalid } from '../../kernel';
import { timestamp, uuid } from './shapes';

/** A place in a list ordered newest first by (moment, id). Opaque to clients, so that the order may change. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

/** What a list of ours gives. Whatever else a client puts together would fail at the database only. */
const written = z.tuple([timestamp, uuid]);

export const writeCursor = ({ at, id }: Position): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');

export function readCursor(text: string | undefined): Position | undefined {
  if (text === undefined) return undefined;
  const parsed = written.safeParse(jsonIn(text));
  if (!parsed.success)
    throw invalid('request.bad_cursor', 'This cursor is not one that a list of ours gave.');
  const [at, id] = parsed.data;
  return { at: new Date(at), id };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
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
