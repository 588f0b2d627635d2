import { Button } from '@mantine/core';
import { asProblem } from '../api/problem';
import { Notice } from './notice';
import classes from './problem-message.module.css';

interface ProblemMessageProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** Faults that are shown under their own fields are not said twice. */
  readonly fieldsShown?: readonly string[];
}

/** A refusal or failure as a sentence, with the code and request id that a colleague would ask for. */
export function ProblemMessage({ error, onRetry, fieldsShown = [] }: ProblemMessageProps) {
  const { detail, code, requestId, errors = [] } = asProblem(error);
  const elsewhere = errors.filter(({ path }) => !fieldsShown.includes(path));
  const retry = onRetry && (
    <Button size="xs" onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Notice tone="bad" role="alert" title={detail} actions={retry}>
      {elsewhere.length > 0 && (
        <ul className={classes.faults}>
          {elsewhere.map(({ path, message }) => (
            <li key={path}>
              {path}: {message}
            </li>
          ))}
        </ul>
      )}
      <div className={classes.reference}>
        {code}
        {requestId !== undefined && <> · request {requestId}</>}
      </div>
    </Notice>
  );
}
