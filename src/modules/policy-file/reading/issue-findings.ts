import type { z } from 'zod';
import type { Finding, Path } from '../domain/fault';
import { didYouMean } from '../domain/nearest';
import { policyFileJsonSchema } from '../schema/policy-file.schema';

type Issue = z.core.$ZodIssue;

/** What the schema found, in sentences. Values are named by their kind only: one of them might be a secret. */
export const findingsOf = (issues: readonly Issue[], value: unknown): Finding[] =>
  issues.flatMap((issue) => findings(issue, value));

/** What zod says of a union when we said nothing better. */
const UNION_WITHOUT_WORDS = 'Invalid input';

/** The faults seen from the alternative that was meant: the one that knows the most of what is written. */
function ofNearestAlternative(issue: z.core.$ZodIssueInvalidUnion, value: unknown): Finding[] {
  const foreign = (issues: readonly Issue[]): number =>
    issues.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0);
  const [nearest = []] = [...issue.errors].sort(
    (one, other) => foreign(one) - foreign(other) || one.length - other.length,
  );
  return nearest.flatMap((inner) => findings({ ...inner, path: [...issue.path, ...inner.path] }, value));
}

function findings(issue: Issue, value: unknown): Finding[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && issue.message === UNION_WITHOUT_WORDS)
    return ofNearestAlternative(issue, value);
  const path = issue.path.map((step) => (typeof step === 'symbol' ? step.toString() : step));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownField(path, name));
  if (issue.code === 'invalid_key') {
    return [
      { path, at: 'key', code: 'policy_file.key', sentence: issue.issues[0]?.message ?? issue.message },
    ];
  }
  const present = at(value, path);
  if (present === undefined || present === null) return [missing(path)];
  return [{ path, at: 'value', code: 'policy_file.value', sentence: sentenceOf(issue, present) }];
}

const missing = (path: Path): Finding => ({
  path,
  at: 'key',
  code: 'policy_file.missing',
  sentence: `\`${String(path.at(-1))}\` is missing.`,
});

function unknownField(path: Path, name: string): Finding {
  const known = fieldsAt(path);
  const hint = didYouMean(name, known) || ` Known here: ${known.join(', ')}.`;
  return {
    path: [...path, name],
    at: 'key',
    code: 'policy_file.unknown_field',
    sentence: `There is no field \`${name}\` here.${hint}`,
  };
}

function sentenceOf(issue: Issue, present: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeSentence(issue.expected, present);
    case 'invalid_value':
      return `Write ${issue.values.map((value) => `\`${String(value)}\``).join(' or ')}.`;
    case 'invalid_union':
      return issue.discriminator === undefined
        ? issue.message
        : `Write ${((issue as { options?: unknown[] }).options ?? []).map((option) => `\`${String(option)}\``).join(' or ')}.`;
    case 'too_small':
      return issue.origin === 'array' ? issue.message : `Write at least ${String(issue.minimum)}.`;
    case 'too_big':
      return issue.origin === 'array' || issue.origin === 'string'
        ? issue.message
        : `Write at most ${String(issue.maximum)}.`;
    default:
      return issue.message;
  }
}

/** Texts that YAML 1.1 read as booleans and that people still write as such. */
const OLD_BOOLEANS = new Set(['yes', 'no', 'on', 'off', 'y', 'n']);

function typeSentence(expected: string, present: unknown): string {
  if (expected === 'boolean') {
    return typeof present === 'string' && OLD_BOOLEANS.has(present.toLowerCase())
      ? 'Write `true` or `false`: YAML 1.2 reads this word as a text.'
      : 'Write `true` or `false`.';
  }
  if (expected === 'string' && typeof present !== 'object') return 'Put this in quotes: it has to be a text.';
  return `This has to be ${KINDS[expected] ?? expected}, and is ${kindOf(present)}.`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list (`- …`)',
  object: 'a map (`key: …`)',
  record: 'a map (`key: …`)',
};

const kindOf = (value: unknown): string =>
  KINDS[Array.isArray(value) ? 'array' : typeof value] ?? 'something else';

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, step) =>
      inner === null || inner === undefined ? undefined : (inner as Record<string | number, unknown>)[step],
    value,
  );

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** The fields that the format knows at a path, read from its published schema. */
function fieldsAt(path: Path): string[] {
  const nodes = path.reduce<SchemaNode[]>(
    (inner, step) => inner.flatMap(alternatives).flatMap((node) => stepInto(node, step) ?? []),
    [policyFileJsonSchema() as SchemaNode],
  );
  return [...new Set(nodes.flatMap(alternatives).flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

const alternatives = (node: SchemaNode): readonly SchemaNode[] => node.anyOf ?? node.oneOf ?? [node];

function stepInto(node: SchemaNode, step: string | number): SchemaNode | undefined {
  if (typeof step === 'number') return node.items;
  const named = node.properties?.[step];
  if (named !== undefined) return named;
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}
