import { startedBrowserStepUp, stepUp } from './answers';
import type { Api } from './api';
import type { ClientContext } from './context';
import { CommandFailure, EXIT } from './exit-code';
import { whileWaiting } from './interruption';
import { openBrowser } from './open-browser';
import { untilAllowed } from './until-allowed';
import { fingerprint } from './words';

/** What a second factor is given for. */
export interface Binding {
  readonly action: string;
  readonly subjectId: string;
  readonly digest: string;
}

/**
 * A second factor that a terminal cannot take: the person opens a link, reads what is to happen, and gives a passkey or
 * a code there. The link goes to standard error, so that standard output stays the answer's.
 */
export async function confirmInBrowser(
  context: ClientContext,
  api: Api,
  words: string,
  binding: Binding,
): Promise<string> {
  const started = await api.post('/browser-step-ups', startedBrowserStepUp, { body: binding });
  const fetched = await whileWaiting('Nothing was confirmed, and nothing was done.', (signal) => {
    context.say(
      `${words}\nTo confirm it with your passkey or a code, open\n\n  ${started.url}\n\n` +
        `and look whether the page shows the fingerprint ${fingerprint(binding.digest)}. Waiting …\n`,
    );
    if (context.settings.hasScreen) openBrowser(started.url, api.server);
    return untilAllowed(
      context,
      started,
      () => api.post(`/browser-step-ups/${started.id}/step-up`, stepUp, { body: {} }),
      signal,
    );
  });
  if (fetched) return fetched.stepUpToken;
  throw new CommandFailure(EXIT.refused, 'Nobody confirmed it in time. Run the same command again.');
}
