/** Who says that somebody works here; `none`: nobody does any more. */
export type SourceOfPeople = 'file' | 'scim' | 'csv' | 'none';

export type SaidStatus = 'active' | 'suspended' | 'left';

/** What of a person a source of people has to know. */
export interface PersonOnRecord {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  readonly source: SourceOfPeople;
  /** What the source says, whatever holds there are. */
  readonly saidStatus: SaidStatus;
  readonly managerId: string | null;
  readonly secondAccountOf: string | null;
  readonly jobRoles: readonly string[];
}
