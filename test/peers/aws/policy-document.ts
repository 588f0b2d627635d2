import { z } from 'zod';

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());

const statement = z.strictObject({
  Sid: z
    .string()
    .regex(/^[A-Za-z0-9]*$/)
    .optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), oneOrMany)]).optional(),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
});

const document = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement).min(1)]),
});

export type PolicyStatement = z.output<typeof statement>;
export type PolicyDocument = z.output<typeof document>;

/** The document that a text holds; undefined where AWS would call it malformed. */
export function parsePolicy(text: string): PolicyDocument | undefined {
  try {
    const read = document.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** What AWS counts against its limits for inline policies. */
export const sizeOfPolicy = (text: string): number => text.replaceAll(/\s/g, '').length;
