import { z } from 'zod';
import type { ApprovalStep } from '../../policy';
import { duration, key, list } from './fields';

export const route = z
  .union(
    [
      z.strictObject({ jobRole: key.describe('Anybody who holds this job role.') }),
      z.strictObject({ person: key.describe('This person.') }),
      z.strictObject({ managerOf: z.literal('requester').describe('The manager of whoever asks.') }),
      z.strictObject({
        systemOwner: z.literal(true).describe('An owner of a system that the profile opens.'),
      }),
      z.strictObject({
        otherOfCircle: z.literal(true).describe('Anybody else of the personal-data circle (CTO, tech lead).'),
      }),
    ],
    {
      error:
        'Write one of `jobRole: …`, `person: …`, `managerOf: requester`, `systemOwner: true` or `otherOfCircle: true`.',
    },
  )
  .describe('One way to find approvers.');

const AN_HOUR_BEFORE_A_REQUEST_LAPSES = '23h';

/** A stage, turned into what the rules take. Without `undefined`: the database would not give it back. */
export const approvalStep = z
  .strictObject({
    count: z
      .int()
      .min(1)
      .max(5)
      .default(1)
      .describe('How many different people have to approve: of `by` together, or of each way of `allOf`.'),
    by: list(route, 10)
      .optional()
      .describe('Any of: who may approve, found by any of these ways, never the requester.'),
    allOf: list(route, 5)
      .optional()
      .describe('All of: in place of `by`. Somebody of each of these ways has to approve.'),
    escalateAfter: duration('1m', AN_HOUR_BEFORE_A_REQUEST_LAPSES)
      .optional()
      .describe('Unanswered for so long, the stage is put to `escalateTo` as well.'),
    escalateTo: list(route, 10)
      .optional()
      .describe('Who may answer too once `escalateAfter` is over; who was asked first still may.'),
  })
  .superRefine(({ by, allOf, escalateAfter, escalateTo }, context) => {
    if ((by === undefined) === (allOf === undefined)) {
      context.addIssue('Write either `by` (any of these) or `allOf` (somebody of each).');
    }
    if ((escalateAfter === undefined) !== (escalateTo === undefined)) {
      context.addIssue('`escalateAfter` and `escalateTo` belong together: write both or neither.');
    }
  })
  .transform(({ count, by, allOf, escalateAfter: after, escalateTo: to }): ApprovalStep => ({
    count,
    by: by ?? allOf ?? [],
    ...(allOf !== undefined && { ofEach: true }),
    ...(after !== undefined && to !== undefined && { escalation: { after, to } }),
  }));
