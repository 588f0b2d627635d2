import { z } from 'zod';

/** Shapes that many answers and questions share. */

/** RFC 3339 in UTC. */
export const timestamp = z.iso.datetime();

export const uuid = z.uuid();

export const key = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')
  .max(64);

/** Opaque: what a list gave as `nextCursor`, given back unchanged. */
export const cursor = z.string().max(256);

export const pageQuery = z.strictObject({
  cursor: cursor.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const iso = (at: Date): string => at.toISOString();
export const isoOrNull = (at: Date | null | undefined): string | null => at?.toISOString() ?? null;
