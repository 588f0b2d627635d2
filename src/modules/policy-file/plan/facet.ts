import { isDeepStrictEqual } from 'node:util';
import type { Area, Change, Json } from './change';

/** One part of an entry that can change by itself. */
export interface Facet {
  /** Unique within the entry: `duration.maximum`, `jobRoles.cto`. */
  readonly field: string;
  readonly value: Json;
  /** How it reads in a sentence: "maximum duration". */
  readonly label: string;
  readonly words: string;
  /** For a member of a list: the whole sentences when it comes and when it goes. */
  readonly gained?: string;
  readonly lost?: string;
  /** Details of a member that comes and goes with it, and is no news then. */
  readonly detail?: true;
}

interface Entry {
  readonly area: Area;
  readonly key: string;
  /** How the entry is called: its name, quoted where that helps. */
  readonly subject: string;
}

/** The facets that differ, in the order of the later list, then those that are gone. */
export function facetChanges(entry: Entry, before: readonly Facet[], after: readonly Facet[]): Change[] {
  const earlier = new Map(before.map((facet) => [facet.field, facet]));
  const later = new Map(after.map((facet) => [facet.field, facet]));
  const gone = before.filter(({ field }) => !later.has(field));
  return [
    ...after.flatMap((facet) => facetChange(entry, earlier.get(facet.field), facet)),
    ...gone.flatMap((facet) => facetChange(entry, facet, undefined)),
  ];
}

function facetChange(
  { area, key, subject }: Entry,
  before: Facet | undefined,
  after: Facet | undefined,
): Change[] {
  const either = after ?? before;
  if (either === undefined || !isNews(before, after)) return [];
  const sentence = sentenceOf(subject, either.label, before, after);
  const values = { before: before?.value ?? null, after: after?.value ?? null };
  return [{ area, key, kind: 'change', field: either.field, sentence, ...values }];
}

function isNews(before: Facet | undefined, after: Facet | undefined): boolean {
  if (before === undefined || after === undefined) return !(before ?? after)?.detail;
  return !isDeepStrictEqual(before.value, after.value);
}

function sentenceOf(
  subject: string,
  label: string,
  before: Facet | undefined,
  after: Facet | undefined,
): string {
  if (before === undefined && after?.gained !== undefined) return after.gained;
  if (after === undefined && before?.lost !== undefined) return before.lost;
  return `${subject}: ${label} ${before?.words ?? 'none'} → ${after?.words ?? 'none'}`;
}

export const NOTHING = 'none';

export const textFacet = (field: string, label: string, value: string | null): Facet => ({
  field,
  label,
  value,
  words: value === null ? NOTHING : `“${value}”`,
});

export const personalDataFacet = (value: boolean): Facet => ({
  field: 'personalData',
  label: 'personal data',
  value,
  words: value ? 'yes' : 'no',
});

/** Members of a set: each comes and goes by itself, in alphabetical order. */
export const memberFacets = (
  field: string,
  members: readonly string[],
  sentences: (member: string) => { readonly gained: string; readonly lost: string },
): Facet[] =>
  [...members].sort().map((member) => ({
    field: `${field}.${member}`,
    label: field,
    value: member,
    words: member,
    ...sentences(member),
  }));
