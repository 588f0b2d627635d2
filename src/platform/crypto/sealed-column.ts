/**
 * A column whose values are sealed under a root key. The database knows of it too: a generated column `<column>_root_key` says
 * under which, and refers to `root_key`, so that no key goes while a value needs it. Each module declares its own, and a test
 * holds all of them to the database.
 */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** How people read what is kept there, in the plural: "authenticator seeds". */
  readonly words: string;
  readonly purpose: string;
  /** SQL over the row: the context under which its value was sealed. */
  readonly context: string;
}

export const rootKeyColumn = ({ column }: Pick<SealedColumn, 'column'>): string => `${column}_root_key`;
