import type { ReactNode } from 'react';
import { asProblem, helpsToRepeat } from '../api/problem';
import { Page } from './page';
import { ProblemMessage } from './problem-message';

export const GONE =
  'It may have been removed, or it belongs to somebody else: either way Sallyport answers the same.';

interface UnreadableProps {
  /** What was looked for, as it reads in a sentence: "request". */
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** The way to where things of this kind are found. */
  readonly actions: ReactNode;
}

/** A page whose subject is not there, is not for this person, or could not be read at the moment. */
export function Unreadable({ what, error, onRetry, actions }: UnreadableProps) {
  const problem = asProblem(error);
  if (problem.status === 404) {
    return <Page title={`There is no such ${what}`} lead={GONE} actions={actions} />;
  }
  return (
    <Page title={`This ${what} could not be read`} actions={helpsToRepeat(problem) ? undefined : actions}>
      <ProblemMessage error={error} onRetry={onRetry} />
    </Page>
  );
}
