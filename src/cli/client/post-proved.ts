import type { z } from 'zod';
import { type Api, Refusal } from './api';
import type { ClientContext } from './context';
import { proveFactor } from './prove-factor';

/**
 * Sends what needs a second factor: first without one, so that whatever else is wrong is said before anybody types a code, and
 * the refusal names what has to be signed.
 */
export async function postProved<T>(
  context: ClientContext,
  api: Api,
  path: string,
  answer: z.ZodType<T>,
  { words, body }: { readonly words: string; readonly body: object },
): Promise<T> {
  try {
    return await api.post(path, answer, { body });
  } catch (error) {
    if (!(error instanceof Refusal) || !error.stepUp) throw error;
    const stepUpToken = await proveFactor(context, api, words, error.stepUp);
    return api.post(path, answer, { body, stepUpToken });
  }
}
