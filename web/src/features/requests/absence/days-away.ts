export interface DaysAway {
  readonly standIn: string | null;
  readonly firstDay: string;
  readonly backOn: string;
}

/** Days of an absence are those of whoever is away: their midnight, in their time zone. */
export const momentOfDay = (day: string): Date => new Date(`${day}T00:00:00`);

export function todayHere(now = new Date()): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A sentence for each field that is wrong. Days in this form sort as texts. */
export function absenceFaults(
  { standIn, firstDay, backOn }: DaysAway,
  today: string,
): Readonly<Partial<Record<keyof DaysAway, string>>> {
  return {
    standIn: standIn === null ? 'Choose who stands in for you.' : undefined,
    firstDay: firstDay < today ? 'Choose today or a day to come.' : undefined,
    backOn: backOn <= firstDay ? 'Choose a day after the first day away.' : undefined,
  };
}
