import { isMap, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { pathText, type Finding, type PolicyFault } from '../domain/fault';
import { restrictionFaults } from './yaml-restrictions';

/** A parsed document that remembers where everything stood. */
export interface YamlSource {
  /** Plain values: maps, lists, text, numbers, booleans, null. */
  readonly value: unknown;
  /** Gives a finding its line and column: its own, or those of the nearest thing around it that is there. */
  readonly locate: (finding: Finding) => PolicyFault;
}

type Parsed = { readonly source: YamlSource } | { readonly faults: readonly PolicyFault[] };

/** YAML 1.2, core schema: `yes`, `no`, `on` and `off` are texts, and 2025-03-03 is one too. */
export function parseYaml(text: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    prettyErrors: false,
    // The parser compares each key with all before it; restrictionFaults asks a set, and says where.
    uniqueKeys: false,
  });
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntax = document.errors.map(({ code, message, pos }) => ({
    ...at(pos[0]),
    path: '',
    code: 'policy_file.syntax',
    sentence: syntaxSentence(code, message),
  }));
  if (syntax.length > 0) return { faults: syntax };
  const restricted = restrictionFaults(document).map(({ offset, path, code, sentence }) => ({
    ...at(offset),
    path: pathText(path),
    code,
    sentence,
  }));
  if (restricted.length > 0) return { faults: restricted };
  const value: unknown = document.toJS();
  if (value === null) {
    return {
      faults: [{ line: 1, column: 1, path: '', code: 'policy_file.empty', sentence: 'The file is empty.' }],
    };
  }
  return { source: { value, locate: (finding) => locate(finding, document, at) } };
}

function syntaxSentence(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'YAML does not indent with tabs. Use spaces.';
  if (code === 'MULTIPLE_DOCS') return 'A second document starts here (`---`); a policy file holds one.';
  if (code === 'RESOURCE_EXHAUSTION') return 'This is nested deeper than the format ever needs.';
  return `${message}.`;
}

function locate(
  { path, at, code, sentence }: Finding,
  document: Document.Parsed,
  position: (offset: number) => { line: number; column: number },
): PolicyFault {
  let node: Node | null = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    const found = child(node, step);
    if (found === undefined) break;
    const last = depth === path.length - 1;
    node = found.value;
    offset = (last && at === 'value' ? startOf(found.value) : undefined) ?? found.start ?? offset;
  }
  return { ...position(offset), path: pathText(path), code, sentence };
}

const startOf = (node: unknown): number | undefined => (node as { range?: [number] } | null)?.range?.[0];

/** The value at a step and the offset of its key (or, in a list, of the item). */
function child(
  node: Node | null,
  step: string | number,
): { value: Node | null; start: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => (key as { value?: unknown }).value === step);
    return pair && { value: pair.value as Node | null, start: startOf(pair.key) };
  }
  if (isSeq(node) && typeof step === 'number' && step < node.items.length) {
    const value = node.items[step] as Node | null;
    return { value, start: startOf(value) };
  }
  return undefined;
}
