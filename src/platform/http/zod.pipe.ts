import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { invalid } from '../../kernel';

/** Checks one part of a request against its schema; every fault at once, each with its path. */
export class ZodPipe<T> implements PipeTransform<unknown, T> {
  constructor(readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    const parsed = this.schema.safeParse(value ?? {});
    if (parsed.success) return parsed.data;
    const errors = parsed.error.issues.map((issue) => ({
      path: issue.path.map(String).join('.') || '(whole)',
      message: issue.message,
    }));
    throw invalid('request.invalid', 'Some of what was sent is not valid.', { errors });
  }
}

export const zod = <T>(schema: z.ZodType<T>): ZodPipe<T> => new ZodPipe(schema);
