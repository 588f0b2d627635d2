import { z } from 'zod';
import { APPROVAL_ORDERS } from '../../policy';
import { approvalStep, route } from './approvals';
import { useHours } from './use-hours';
import { calendarAge, date, duration, key, keyed, line, list, paragraph } from './fields';

/** A key alone refuses; turned into one form, so that whoever reads it has one case. */
const separation = z.union(
  [
    key.transform((profile) => ({ profile, extraApprover: null })),
    z.strictObject({
      profile: key.describe('Key of the other profile.'),
      extraApprover: list(route, 10).describe(
        'Who may approve that both are held, in addition to all other approvals: one person found by any of these ways. For personal data somebody of the circle or the data protection officer.',
      ),
    }),
  ],
  { error: 'Write the key of a profile, or `profile: …` with `extraApprover: …`.' },
);

const profile = z.strictObject({
  name: line.describe('As people ask for it: "Customer data, read only".'),
  description: paragraph.describe('What it is for, for somebody who has never used it.'),
  allows: list(line, 20).describe('What it lets somebody do, a phrase each. The approver reads this.'),
  allowsNot: z
    .array(line)
    .max(20)
    .default([])
    .describe('What it does not let somebody do, where one might expect it.'),
  entitlements: list(key, 20).describe('Keys of the entitlements that it bundles.'),
  personalData: z
    .boolean()
    .describe('Does it open personal data? Then only the personal-data circle can be eligible.'),
  dataCategory: line.describe('Which data it opens; one of the processing activity’s `dataCategories`.'),
  purpose: paragraph.describe(
    'What the access may be used for. Shown to the requester and the approver, and recorded.',
  ),
  processingActivity: key.describe(
    'Key of the processing activity that this access belongs to (GDPR Art. 30).',
  ),
  eligibleJobRoles: list(key).describe('Keys of the job roles whose holders may ask.'),
  duration: z
    .strictObject({
      minimum: duration('1m', '7d').prefault('5m').describe('The shortest time one may ask for.'),
      default: duration('1m', '7d').describe('The time that the form proposes.'),
      maximum: duration('1m', '7d').describe('The longest time one may ask for.'),
    })
    .describe('How long the access lasts, counted from its first use.'),
  claimWindow: duration('5m', '7d')
    .prefault('8h')
    .describe('How long an approved access waits for its first use before it lapses.'),
  useHours: useHours
    .optional()
    .describe(
      'When it may be used, each week. A grant ends with the hours in which it is used. Without this, always.',
    ),
  pauseAfterDenial: duration('0m', '1d')
    .prefault('15m')
    .describe('How long somebody waits after a denial before they ask for this again; `0m` for no pause.'),
  startAhead: duration('0m', '90d')
    .prefault('7d')
    .describe('How far ahead a later start may be asked for; `0m` for no later start.'),
  minimumJustification: z
    .int()
    .min(1)
    .max(500)
    .default(20)
    .describe('Visible characters that the justification must have.'),
  ticket: z
    .strictObject({
      pattern: z
        .string()
        .min(1)
        .describe('Regular expression (RE2) that the whole ticket has to match, such as `(OPS|SUP)-[0-9]+`.'),
      required: z.boolean().default(true).describe('Must a ticket be named at all?'),
    })
    .optional()
    .describe('What a ticket looks like. Without this a ticket is free text and optional.'),
  stepUpMaxAge: duration('30s', '5m')
    .prefault('5m')
    .describe(
      'How old the second factor may be when somebody approves or takes the credential; at most `5m`.',
    ),
  breakGlass: z
    .strictObject({
      maximum: duration('1m', '4h').describe(
        'The longest time that it lasts; no longer than `duration.maximum`.',
      ),
    })
    .optional()
    .describe(
      'May somebody of the personal-data circle take this in an emergency, without an approval, with a passkey, and reviewed by somebody else within 24 hours? Without this nobody may.',
    ),
  approvals: z
    .array(approvalStep)
    .max(5, 'Write at most 5 entries.')
    .default([])
    .describe('Who has to approve: a list of stages. Each must be met, and nobody counts twice.'),
  approvedByPolicy: paragraph
    .optional()
    .describe(
      'In place of `approvals`: a sentence that says why nobody has to be asked. Never for personal data.',
    ),
  approvalOrder: z
    .enum(APPROVAL_ORDERS)
    .default('together')
    .describe(
      '`together` asks all stages at once; `in-order` asks a stage when the one before it has been answered.',
    ),
  witnesses: z
    .array(route)
    .max(10)
    .default([])
    .describe(
      'Who is told of each request and may deny it, without being asked for a yes: found by any of these ways, never the requester.',
    ),
  prerequisites: z
    .array(
      z.strictObject({
        kind: key.describe('Key of `prerequisites`.'),
        maxAge: calendarAge
          .optional()
          .describe('How old it may be, such as `12 months`. Without this, once is enough.'),
      }),
    )
    .max(20)
    .default([])
    .describe('What the requester must have done.'),
  notTogetherWith: z
    .array(separation)
    .max(20)
    .default([])
    .describe(
      'Profiles that nobody may hold at the same time (separation of duties): a key refuses it, `extraApprover` lets somebody else approve it. Works both ways.',
    ),
  separationExceptions: z
    .array(
      z.strictObject({
        person: key.describe('Key of the person who may, with every account of theirs.'),
        profile: key.describe('Key of the profile that they may hold together with this one.'),
        until: date.describe(
          'The last day (UTC) on which they may; after it the exception lapses by itself.',
        ),
        reason: paragraph.describe('Why. Whoever reviews this file reads it.'),
      }),
    )
    .max(20)
    .default([])
    .describe('Who may hold both for a time, in spite of `notTogetherWith` of either profile.'),
});

export const accessProfiles = keyed(profile).describe('What people can ask for.');
