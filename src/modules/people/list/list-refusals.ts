import { conflict, type DomainError, invalid } from '../../../kernel';
import type { ListFault } from './domain/list-fault';
import type { ManyLeave } from './domain/many-leave';

/** A file of ten thousand broken rows says enough by its first faults. */
export const FAULTS_SHOWN = 200;

export const faultyList = (faults: readonly ListFault[]): DomainError =>
  invalid(
    'people.faulty_list',
    `The list has ${faults.length} faults, and nothing was changed. Correct them and try again.`,
    {
      faults: faults.slice(0, FAULTS_SHOWN).map(({ line, column, message }) => ({ line, column, message })),
    },
  );

export const manyWouldLeave = ({ leaving, of }: ManyLeave): DomainError =>
  conflict(
    'people.many_would_leave',
    `${leaving} of the ${of} people on the list would leave, and nothing was changed. If the file is whole, say the number: ${leaving}.`,
    { leaving, of },
  );

export const changedMeanwhile = (): DomainError =>
  conflict(
    'people.list_changed',
    'The file, or somebody in it, has changed since it was shown. Nothing was changed. Look at it again.',
  );
