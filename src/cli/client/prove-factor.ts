import { type Api, Refusal } from './api';
import { stepUp, thisToken } from './answers';
import { type Binding, confirmInBrowser } from './confirm-in-browser';
import type { ClientContext } from './context';
import { CommandFailure, EXIT } from './exit-code';
import { fingerprint } from './words';

const CODES_AT_MOST = 3;

/** What a page can show in full, so that it may be confirmed there. The broker holds the same list. */
const IN_BROWSER = new Set(['requests.approve', 'requests.deny', 'grants.claim']);

/**
 * A second factor over what `words` say: a code typed at the terminal; or, for a passkey and wherever nothing can be typed,
 * in a browser.
 */
export async function proveFactor(
  context: ClientContext,
  api: Api,
  words: string,
  binding: Binding,
): Promise<string> {
  const { secondFactors } = await api.get('/api-token', thisToken);
  const browserCan = IN_BROWSER.has(binding.action);
  const takesCode = secondFactors.includes('totp');
  if (!takesCode && !browserCan) throw codeOnly(api);
  const typed = takesCode ? await byCode(context, api, words, binding) : undefined;
  return typed ?? confirmInBrowser(context, api, words, binding);
}

/** Undefined for a person who would rather have the browser, and where there is a screen but no terminal. */
async function byCode(
  context: ClientContext,
  api: Api,
  words: string,
  binding: Binding,
): Promise<string | undefined> {
  const orBrowser = IN_BROWSER.has(binding.action) ? ', or Enter for the browser' : '';
  const confirms = `Your code confirms fingerprint ${fingerprint(binding.digest)}.`;
  let question = `${words}\n${confirms} Code from your authenticator${orBrowser}: `;
  for (let asked = 1; ; asked += 1) {
    const code = await answerTo(context, question, orBrowser !== '');
    if (code === '' && orBrowser) return undefined;
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

async function answerTo(
  { ask, settings }: ClientContext,
  question: string,
  browserCan: boolean,
): Promise<string> {
  try {
    return (await ask(question)).replaceAll(/\s/g, '');
  } catch (error) {
    const nobodyThere = error instanceof CommandFailure && error.exitCode === EXIT.noTerminal;
    if (nobodyThere && browserCan && settings.hasScreen) return '';
    throw error;
  }
}

const codeOnly = ({ server }: Api): CommandFailure =>
  new CommandFailure(
    EXIT.refused,
    `At a terminal this takes a code from an authenticator app, and you have none. Do it at ${server}/end-everything.`,
  );

const helpsToAskAgain = ({ code }: Refusal): boolean =>
  ['identity.wrong_code', 'identity.code_already_used', 'request.invalid'].includes(code);
