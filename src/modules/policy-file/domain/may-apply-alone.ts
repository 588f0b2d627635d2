import type { Reach } from './reach';

/** What is known of a file that comes by the server itself, with nobody signed in. */
export interface OperatorsFile {
  /** Nothing was ever in force here: somebody has to begin. */
  readonly founding: boolean;
  /** The rules in force say the same. */
  readonly inForceAlready: boolean;
  readonly reach: Reach;
  /** By the rules in force, never by the file. */
  readonly withoutApproval: 'narrowing' | 'ordinary' | undefined;
}

/** Whether it comes into force without anybody's approval. A change of the circle, or of what it keeps, never does, but for the first file. */
export function mayApplyAlone({ founding, inForceAlready, reach, withoutApproval }: OperatorsFile): boolean {
  if (founding || reach === 'narrowing') return true;
  return reach === 'ordinary' && (inForceAlready || withoutApproval === 'ordinary');
}
