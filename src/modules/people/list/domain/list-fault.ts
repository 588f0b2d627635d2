/** What is wrong with a list, where, and what to do about it. */
export interface ListFault {
  /** As an editor counts them; null where it is the file as a whole. */
  readonly line: number | null;
  /** As its heading is written; null where it is the line as a whole. */
  readonly column: string | null;
  readonly message: string;
  /** The job role of the circle that the list would give: put on record, since a list never does (I18). */
  readonly circleRole?: string;
}
