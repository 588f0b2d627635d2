interface Days {
  /** As a date field holds them; empty where nothing, or no such day, was typed. */
  readonly completedOn: string;
  readonly validUntil: string;
}

/** What is said under the fields before anything is sent; the broker judges again. */
export const prerequisiteFaults = ({ completedOn, validUntil }: Days, today: string): Partial<Days> => ({
  ...completedOnFault(completedOn, today),
  ...(validUntil !== '' &&
    validUntil < completedOn && { validUntil: 'It cannot end before the day on which it was met.' }),
});

function completedOnFault(completedOn: string, today: string): Partial<Days> {
  if (completedOn === '') return { completedOn: 'Say on which day it was met.' };
  if (completedOn > today) return { completedOn: 'This day is still to come. Record it once it is done.' };
  return {};
}
