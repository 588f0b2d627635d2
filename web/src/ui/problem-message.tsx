import { Button } from '@mantine/core';
import { asProblem, helpsToRepeat } from '../api/problem';
import { Notice } from './notice';
import classes from './problem-message.module.css';

interface ProblemMessageProps {
  readonly error: unknown;
  /** Offered only where asking once more can be answered in another way. */
  readonly onRetry?: () => void;
  /** Faults that are shown under their own fields are not said twice. */
  readonly fieldsShown?: readonly string[];
}

/** How the broker names a fault of what was sent as a whole. */
const WHOLE = '(whole)';

/** A refusal or failure as a sentence; the code and request id that a colleague would ask for are one press away. */
export function ProblemMessage({ error, onRetry, fieldsShown = [] }: ProblemMessageProps) {
  const problem = asProblem(error);
  const { detail, code, requestId, errors = [] } = problem;
  const elsewhere = errors.filter(({ path }) => !fieldsShown.includes(path));
  const retry = onRetry && helpsToRepeat(problem) && (
    <Button size="xs" onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Notice tone="bad" role="alert" title={detail} actions={retry}>
      {elsewhere.length > 0 && (
        <ul className={classes.faults}>
          {elsewhere.map(({ path, message }) => (
            <li key={path}>{path === WHOLE ? message : `${path}: ${message}`}</li>
          ))}
        </ul>
      )}
      <details className={classes.reference}>
        <summary>Details for support</summary>
        <code>
          {code}
          {requestId !== undefined && <> · request {requestId}</>}
        </code>
      </details>
    </Notice>
  );
}
