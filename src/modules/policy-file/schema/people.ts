import { z } from 'zod';
import { DEFAULT_BURST } from '../../policy';
import { date, duration, email, key, keyed, line, list, paragraph } from './fields';

export const organisation = z.strictObject({
  name: line.describe('The name of your organisation, as people read it on every page.'),
  dpoContact: email.describe(
    'Where people reach the data protection officer (GDPR Art. 37–39). Shown wherever personal data is asked for.',
  ),
  burst: z
    .strictObject({
      requests: z
        .int()
        .min(1)
        .max(100)
        .default(DEFAULT_BURST.requests)
        .describe('So many are nothing to look at.'),
      within: duration('1m', '1d').prefault('10m').describe('In so much time.'),
    })
    .prefault({})
    .describe('More requests of one person than that are raised as an alert to the circle.'),
});

export const jobRoles = keyed(
  z.strictObject({
    title: line.describe('As it reads within a sentence: "tech lead", "data protection officer".'),
  }),
).describe(
  'What people are in the organisation. The roles `cto` and `tech-lead` form the personal-data circle: only they can ever hold a profile that opens personal data.',
);

export const prerequisites = keyed(
  z.strictObject({
    title: line.describe('As it reads after "Your …": "security training", "confidentiality agreement".'),
    remedy: paragraph.describe(
      'A whole sentence that says what to do when it is missing or too old, and whom to ask.',
    ),
  }),
)
  .default({})
  .describe('Things that a profile may require a person to have done, each with a date per person.');

export const people = keyed(
  z.strictObject({
    name: line.describe('The name that colleagues know.'),
    email: email.describe(
      'Work address. Used to sign in and to notify; unique, in whatever case it is typed.',
    ),
    status: z
      .enum(['active', 'suspended', 'left'])
      .default('active')
      .describe(
        '`suspended` holds everything back for a while, `left` ends it. A person whom the file no longer names is taken to have left; nobody is ever deleted, because the audit trail speaks of them.',
      ),
    jobRoles: z.array(key).max(20).default([]).describe('Keys of `jobRoles`.'),
    manager: key.optional().describe('Key of the person whom this person reports to.'),
    secondAccountOf: key
      .optional()
      .describe(
        'Key of the same human being’s first account. Both count as one person: neither approves what the other asks for.',
      ),
    prerequisites: z
      .record(key, date)
      .default({})
      .describe('Key of `prerequisites` → the day on which this person last met it.'),
  }),
).describe('Everybody who may sign in. The key is the handle.');

/** A group's name is whatever the provisioning system calls it. */
const groupName = z.string().min(1).max(120);

export const directory = z
  .strictObject({
    groups: z
      .record(groupName, key)
      .default({})
      .describe(
        'Name of a group of the provisioning system (SCIM) → key of `jobRoles`. Never `cto`, `tech-lead` or `dpo`: those are given by this file alone.',
      ),
  })
  .prefault({})
  .describe('What other sources of people may say: a provisioning system by SCIM, and lists by CSV.');

export const processingActivities = keyed(
  z.strictObject({
    title: line.describe('Its name in your record of processing activities.'),
    purpose: paragraph.describe('Why the data is processed (GDPR Art. 30(1)(b)).'),
    dataCategories: list(line).describe('Which categories of data it concerns (GDPR Art. 30(1)(c)).'),
    legalBasis: line.describe('The legal basis, such as "Contract (GDPR Art. 6(1)(b))".'),
  }),
).describe('Your record of processing activities, as far as access profiles refer to it (GDPR Art. 30).');
