import type { QueryConfig } from 'pg';

/** `FOR UPDATE` locks and changes nothing, so an update is known by its SET. */
const WRITES = /\b(insert\s+into|update\s+[\w".]+(\s+\w+)?\s+set|delete\s+from|merge\s+into)\b/i;

/** A longer text was put together for one occasion, such as the many events of a policy file, and hardly comes again. */
const LONGEST_KEPT = 4_096;
const KEPT_AT_MOST = 500;

interface Kept {
  readonly name: string;
  readonly writes: boolean;
}

const kept = new Map<string, Kept>();

export const writes = (text: string): boolean => kept.get(text)?.writes ?? WRITES.test(text);

/**
 * A statement as the driver takes it. It has a name, so that each connection parses and plans it once: for the longer
 * ones that is most of what they cost.
 */
export function statement(text: string, values: readonly unknown[] = []): QueryConfig {
  return { name: nameOf(text), text, values: [...values] };
}

function nameOf(text: string): string | undefined {
  const known = kept.get(text);
  if (known) return known.name;
  if (text.length > LONGEST_KEPT || kept.size === KEPT_AT_MOST) return undefined;
  const name = `sallyport_${kept.size}`;
  kept.set(text, { name, writes: WRITES.test(text) });
  return name;
}
