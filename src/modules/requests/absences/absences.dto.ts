import { z } from 'zod';
import { key, timestamp, uuid } from '../../../platform/http/shapes';

const person = z.object({ id: uuid, handle: key, name: z.string() });

export const standInView = person.extend({
  /** Whether they may also stand in where personal data is concerned: only who answers for it anyway. */
  personalData: z.boolean(),
});

export const absenceView = z.object({
  id: uuid,
  person,
  standIn: standInView,
  from: timestamp,
  until: timestamp,
  /** `mine`: I am away; `theirs`: I stand in. */
  whose: z.enum(['mine', 'theirs']),
  inForce: z.boolean(),
});
export type AbsenceView = z.output<typeof absenceView>;

export const absenceList = z.object({
  items: z.array(absenceView),
  /** Whether I approve anything, by the rules of today: else there is nothing to stand in for. */
  approves: z.boolean(),
});
export type AbsenceList = z.output<typeof absenceList>;

export const standInQuery = z.object({ search: z.string().trim().max(100).default('') });
export type StandInQuery = z.output<typeof standInQuery>;
export const standInList = z.object({ items: z.array(standInView) });

const moment = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

export const absenceBody = z.strictObject({
  /** Handle of whoever stands in. */
  standIn: key,
  /** Left out: from now on. */
  from: moment.nullish(),
  until: moment,
});
export type AbsenceBody = z.output<typeof absenceBody>;
