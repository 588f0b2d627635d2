/** Who says that somebody works here; `none`: nobody does any more. Only one of them manages a person at a time. */
export type PersonSource = 'file' | 'scim' | 'csv' | 'none';

export type SaidStatus = 'active' | 'suspended' | 'left';

/** A person as the other capabilities see one. */
export interface Person {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  /** What counts: the strictest of what the source says and every hold. */
  readonly status: SaidStatus;
  readonly source: PersonSource;
  /** What the source says. */
  readonly saidStatus: SaidStatus;
  readonly managerId: string | null;
  readonly secondAccountOf: string | null;
  /** Keys, in alphabetical order. */
  readonly jobRoles: readonly string[];
  /** Kind → calendar date (`YYYY-MM-DD`) on which it was last met. */
  readonly prerequisites: Readonly<Record<string, string>>;
  /** Kind → the last day on which that counts, where whoever recorded it named one. */
  readonly prerequisitesValidUntil: Readonly<Record<string, string>>;
}

/** A person's own columns, as a source says them. */
export interface PersonRecord extends Pick<
  Person,
  'id' | 'handle' | 'name' | 'email' | 'managerId' | 'secondAccountOf'
> {
  /** What the source says; holds are kept apart from it. */
  readonly status: SaidStatus;
  readonly source: PersonSource;
}

/** That somebody met a prerequisite, and the last day on which that counts where the proof names one. */
export interface MetPrerequisite {
  readonly kind: string;
  readonly completedOn: string;
  readonly validUntil: string | null;
}

/** One prerequisite as one source has put it on record. */
export interface PrerequisiteRecord extends MetPrerequisite {
  readonly source: 'file' | 'scim' | 'csv' | 'web';
  readonly note: string | null;
  readonly recordedBy: string | null;
}

export interface JobRole {
  readonly key: string;
  readonly title: string;
}
