/** A person as the other capabilities see one. */
export interface Person {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  readonly status: 'active' | 'suspended' | 'left';
  readonly managerId: string | null;
  readonly secondAccountOf: string | null;
  /** Keys, in alphabetical order. */
  readonly jobRoles: readonly string[];
  /** Kind → calendar date (`YYYY-MM-DD`) on which it was last met. */
  readonly prerequisites: Readonly<Record<string, string>>;
}

export interface JobRole {
  readonly key: string;
  readonly title: string;
}
