import { TargetError } from '../connector';
import { awsFailure } from './aws-failure';
import type { AwsTarget } from './aws-targets';
import type { Sdk } from './sdk';

/** What AWS answered, and its own clock when it did (the Date of the answer: whole seconds, rounded down). */
export interface Answer<T> {
  readonly output: T;
  readonly at: Date;
}

/** The little of a command of the SDK's that is needed here, whichever service it belongs to. */
interface Command<Output> {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: never) => Promise<{ response: unknown; output: Output }>,
      ) => (args: never) => Promise<{ response: unknown; output: Output }>,
      options: { step: 'deserialize'; priority: 'high' },
    ): void;
  };
}

type Service = 'sts' | 'iam';

/**
 * Sends one command, with an end to the waiting however often the SDK tries. Any failure becomes a `TargetError`.
 * `stop` cancels it from outside.
 */
export async function ask<Output extends object>(
  target: AwsTarget,
  service: Service,
  make: (sdk: Sdk) => unknown,
  stop?: AbortSignal,
): Promise<Answer<Output>> {
  const command = make(target.sdk) as Command<Output>;
  let at: Date | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      at = dateOf(result.response);
      return result;
    },
    { step: 'deserialize', priority: 'high' },
  );
  const late = AbortSignal.timeout(target.answerWithin);
  const abortSignal = stop ? AbortSignal.any([late, stop]) : late;
  try {
    const client = target[service] as { send(command: unknown, options: object): Promise<Output> };
    const output = await client.send(command, { abortSignal });
    if (!at || Number.isNaN(at.getTime()))
      throw new TargetError('unexpected', 'AWS answered without saying when.');
    return { output, at };
  } catch (error) {
    throw awsFailure(error);
  }
}

function dateOf(response: unknown): Date | undefined {
  const { headers } = response as { headers?: Record<string, string> };
  return headers?.date === undefined ? undefined : new Date(headers.date);
}
