import { type Api, Refusal } from './api';
import { stepUp } from './answers';
import type { ClientContext } from './context';

const CODES_AT_MOST = 3;

/** A code that is wrong, or was used already, is asked for again. */
export async function proveFactor(
  context: ClientContext,
  api: Api,
  words: string,
  binding: { readonly action: string; readonly subjectId: string; readonly digest: string },
): Promise<string> {
  let question = `${words}\nYour code confirms fingerprint ${binding.digest.slice(0, 12)}. Code from your authenticator: `;
  for (let asked = 1; ; asked += 1) {
    const code = (await context.ask(question)).replaceAll(/\s/g, '');
    try {
      const { stepUpToken } = await api.post('/step-ups', stepUp, { body: { ...binding, code } });
      return stepUpToken;
    } catch (error) {
      const again = error instanceof Refusal && helpsToAskAgain(error) && asked < CODES_AT_MOST;
      if (!again) throw error;
      question = `${error.code === 'request.invalid' ? 'A code has six digits.' : error.message} Code: `;
    }
  }
}

const helpsToAskAgain = ({ code }: Refusal): boolean =>
  ['identity.wrong_code', 'identity.code_already_used', 'request.invalid'].includes(code);
