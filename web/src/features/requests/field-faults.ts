import type { Problem } from '../../api/problem';
import { type DraftFaults, QUESTION_OF } from './draft';

/** The faults that the broker found in fields of the form, each under its field. */
export const fieldFaults = ({ errors = [] }: Problem): DraftFaults =>
  Object.fromEntries(
    errors.filter(({ path }) => path in QUESTION_OF).map(({ path, message }) => [path, message]),
  );
