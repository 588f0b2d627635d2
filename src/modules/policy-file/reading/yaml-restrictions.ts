import { isAlias, isMap, isPair, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml';

/** A fault at an offset of the text. */
export interface OffsetFault {
  readonly offset: number;
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly sentence: string;
}

type Report = (node: unknown, path: OffsetFault['path'], code: string, sentence: string) => void;

/** The format needs six levels. */
const DEEPEST = 12;

/**
 * A policy is reviewed by people who read the text from top to bottom. Whatever makes YAML mean something else than
 * what stands in the line is refused: anchors, aliases and merge keys (and with them the bombs they make possible),
 * tags, directives, repeated keys, and keys that are not text.
 */
export function restrictionFaults(document: Document.Parsed): OffsetFault[] {
  const faults: OffsetFault[] = [];
  const report: Report = (node, path, code, sentence) => {
    faults.push({ offset: offsetOf(node), path, code: `policy_file.${code}`, sentence });
  };
  if (document.directives.yaml.explicit) {
    report(undefined, [], 'directive', 'Leave the %YAML line out: this file is always read as YAML 1.2.');
  }
  inspect(document.contents, [], report);
  return faults;
}

const offsetOf = (node: unknown): number => (node as { range?: [number] } | undefined)?.range?.[0] ?? 0;

function inspect(node: Node | null, path: OffsetFault['path'], report: Report): void {
  if (node === null) return;
  if (path.length > DEEPEST) {
    report(node, path, 'too_deep', 'This is nested deeper than the format ever needs.');
    return;
  }
  inspectProperties(node, path, report);
  if (isMap(node)) inspectMap(node.items, path, report);
  else if (isSeq(node)) {
    node.items.forEach((item, index) =>
      inspect(isPair(item) ? null : (item as Node | null), [...path, index], report),
    );
  }
}

function inspectProperties(node: Node, path: OffsetFault['path'], report: Report): void {
  if (isAlias(node)) {
    report(
      node,
      path,
      'alias',
      'Write the text out here: an alias hides from a reviewer what it stands for.',
    );
    return;
  }
  const { anchor, tag } = node as { anchor?: string; tag?: string };
  if (anchor !== undefined) {
    report(
      node,
      path,
      'anchor',
      `Remove the anchor \`&${anchor}\`: this format has no aliases that could use it.`,
    );
  }
  if (tag !== undefined) {
    report(
      node,
      path,
      'tag',
      'Remove the tag (`!…`): the format itself says what each value is. Quote a text instead.',
    );
  }
}

function inspectMap(pairs: readonly Pair[], path: OffsetFault['path'], report: Report): void {
  const seen = new Set<string>();
  for (const { key, value } of pairs) {
    const name = keyName(key);
    if (name === undefined) {
      report(
        key,
        path,
        'key_not_text',
        'A key has to be a text. Put it in quotes if it looks like something else.',
      );
      continue;
    }
    const inner = [...path, name];
    if (seen.has(name)) {
      report(
        key,
        inner,
        'duplicate_key',
        `\`${name}\` stands here twice; YAML would silently forget the first one.`,
      );
    }
    seen.add(name);
    if (name === '<<')
      report(key, inner, 'merge_key', 'Write the fields out: merge keys (`<<`) are not read.');
    if (name === '__proto__') report(key, inner, 'key_reserved', 'This key cannot be used.');
    inspectProperties(key as Node, inner, report);
    inspect(value as Node | null, inner, report);
  }
}

const keyName = (key: unknown): string | undefined => {
  if (!isScalar(key)) return undefined;
  const { value } = key;
  return typeof value === 'string' ? value : undefined;
};
