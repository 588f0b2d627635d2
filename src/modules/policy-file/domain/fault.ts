/** Where in the document: keys of maps, indices of lists. */
export type Path = readonly (string | number)[];

/** A fault before its place in the text is known. `at`: the value itself, or the key that stands before it. */
export interface Finding {
  readonly path: Path;
  readonly at: 'key' | 'value';
  /** `policy_file.…` */
  readonly code: string;
  /** One sentence for the person who edits the file. Never holds a credential. */
  readonly sentence: string;
}

/** A fault as it is reported. Line and column count from 1; `path` reads `people.lea.jobRoles[0]`. */
export interface PolicyFault {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly code: string;
  readonly sentence: string;
}

export const pathText = (path: Path): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');

/** Reading order; the same fault at the same place is reported once. */
export function inReadingOrder(faults: readonly PolicyFault[]): PolicyFault[] {
  const unique = new Map(
    faults.map((fault) => [`${fault.line}:${fault.column}:${fault.path}:${fault.sentence}`, fault]),
  );
  return [...unique.values()].sort(
    (one, other) => one.line - other.line || one.column - other.column || compare(one.path, other.path),
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
