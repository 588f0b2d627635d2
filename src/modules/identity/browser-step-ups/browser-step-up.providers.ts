import { BrowserStepUpRepository } from './browser-step-up.repository';
import { DecideBrowserStepUp } from './decide-browser-step-up';
import { FetchBrowserStepUp } from './fetch-browser-step-up';
import { FindBrowserStepUp } from './find-browser-step-up';
import { StartBrowserStepUp } from './start-browser-step-up';

/** What a step-up in a browser, for a program, stands on. */
export const BROWSER_STEP_UPS = [
  BrowserStepUpRepository,
  DecideBrowserStepUp,
  FetchBrowserStepUp,
  FindBrowserStepUp,
  StartBrowserStepUp,
];
