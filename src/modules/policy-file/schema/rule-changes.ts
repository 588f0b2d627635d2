import { z } from 'zod';
import { duration } from './fields';

/** What may come into force without anybody's approval, beside the first file of an empty installation. */
export const WITHOUT_APPROVAL = ['narrowing', 'ordinary'] as const;

export const ruleChanges = z
  .strictObject({
    circleDelay: duration('1h', '30d')
      .prefault('24h')
      .describe(
        'How long a change of the circle, or of what it keeps, waits after its last approval. Until then anybody of the circle, or the data protection officer, can stop it.',
      ),
    withoutApproval: z
      .enum(WITHOUT_APPROVAL)
      .default('narrowing')
      .describe(
        'What `sallyport policy apply` and a start put in force at once. `narrowing`: only what takes access away. `ordinary`: every change but one of the circle or of what it keeps, for an organisation that reviews this file elsewhere.',
      ),
  })
  .prefault({})
  .describe(
    'How these rules themselves change. Whatever loosens this section is a change of the circle: two approvals, one by the data protection officer, and the delay in force.',
  );
