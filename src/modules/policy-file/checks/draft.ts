import type { Finding, Path } from '../domain/fault';
import {
  policyFileSchema,
  POLICY_SECTIONS,
  sectionsOf,
  type PolicyFile,
  type PolicySection,
  type PolicySections,
} from '../schema/policy-file.schema';

/**
 * What could be read of a file that may still have faults: the sound entries, and the names of all of them. So that one
 * misspelt field does not hide the faults of the other three hundred lines, nor make every reference to its entry look wrong.
 */
export interface Draft {
  readonly sections: PolicySections;
  readonly names: Readonly<Record<PolicySection, ReadonlySet<string>>>;
  /** Of the section `directory`, where it is sound. */
  readonly groups: ReadonlyMap<string, string>;
}

/** Looks at the draft and says what is wrong between its entries. */
export type Check = (draft: Draft) => Finding[];

export function draftOf(value: unknown): Draft {
  const raw = asEntries(value);
  const sound = POLICY_SECTIONS.map((section) => [section, soundEntries(section, asEntries(raw[section]))]);
  const names = POLICY_SECTIONS.map((section) => [section, new Set(Object.keys(asEntries(raw[section])))]);
  const directory = policyFileSchema.shape.directory.safeParse(raw.directory);
  return {
    groups: new Map(Object.entries(directory.data?.groups ?? {})),
    sections: sectionsOf(Object.fromEntries(sound) as Pick<PolicyFile, PolicySection>),
    names: Object.fromEntries(names) as Record<PolicySection, ReadonlySet<string>>,
  };
}

type Entries = Readonly<Record<string, unknown>>;

/** Each entry is read as a section of its own, so that a faulty neighbour does not matter. */
const soundEntries = (section: PolicySection, entries: Entries): Entries =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, entry]) => {
      const read = policyFileSchema.shape[section].safeParse({ [name]: entry });
      return read.success ? Object.entries(read.data) : [];
    }),
  );

const asEntries = (value: unknown): Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Entries) : {};

export const finding = (
  path: Path,
  code: string,
  sentence: string,
  at: Finding['at'] = 'value',
): Finding => ({
  path,
  at,
  code: `policy_file.${code}`,
  sentence,
});
