import { z } from 'zod';

/** As the API answers, or as a line of an export. */
const kept = z.union([
  z.object({ note: z.string() }).transform(({ note }) => note),
  z.object({ checkpoint: z.string() }).transform(({ checkpoint }) => checkpoint),
]);

/**
 * The signed notes in a file that an auditor kept: a note as it is, the answer of `GET /api/v1/audit/checkpoint`, or
 * checkpoint lines of an export. What is none of these is taken for a note, and fails as one.
 */
export function keptCheckpoints(text: string): string[] {
  if (!text.startsWith('{')) return [text];
  const notes = text.split('\n').flatMap((line) => noteIn(line) ?? []);
  return notes.length > 0 ? notes : [text];
}

function noteIn(line: string): string | undefined {
  try {
    return kept.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
