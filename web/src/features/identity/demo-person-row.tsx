import type { ReactNode } from 'react';
import { Button, RingProgress, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DemoPerson } from '../../api/types';
import { CopyButton } from '../../ui/copy-button';
import { useNow } from '../../ui/use-now';
import { clockSkew } from '../../api/server-clock';
import { sentenceCase } from '../../ui/words';
import classes from './demo-page.module.css';

const STEP_SECONDS = 30;

/** Seconds until the shown code is replaced: what the answer said, less the time since it came. */
function useSecondsLeft(secondsLeft: number, readAt: number): number {
  const now = useNow(1_000).getTime() - clockSkew();
  return Math.max(0, Math.min(STEP_SECONDS, Math.ceil(secondsLeft - (now - readAt) / 1_000)));
}

interface DemoPersonRowProps {
  readonly person: DemoPerson;
  /** When the answer came, in milliseconds of this browser's clock. */
  readonly readAt: number;
}

export function DemoPersonRow({ person, readAt }: DemoPersonRowProps) {
  const left = useSecondsLeft(person.secondsLeft, readAt);
  return (
    <tr className={classes.person}>
      <th scope="row" className={classes.who}>
        {person.name}
        <span className={classes.dimmed}>{sentenceCase(person.title)}</span>
      </th>
      <td>
        <Value label="Handle" text={person.handle} what={`the handle of ${person.name}`} />
      </td>
      <td>
        <Value label="Password" text={person.password} what={`the password of ${person.name}`} />
      </td>
      <td>
        <Value label="Code" text={person.code} what={`the code of ${person.name}`}>
          <RingProgress
            size={24}
            thickness={3}
            sections={[{ value: (left / STEP_SECONDS) * 100, color: left <= 5 ? 'amber.6' : 'port.6' }]}
            role="img"
            aria-label={`${left} seconds left`}
          />
        </Value>
      </td>
      <td className={classes.action}>
        <Button
          size="xs"
          renderRoot={(props) => <Link to="/sign-in" search={{ as: person.handle }} {...props} />}
        >
          Sign in as<VisuallyHidden> {person.name}</VisuallyHidden>
        </Button>
      </td>
    </tr>
  );
}

interface ValueProps {
  /** Said on a phone, where the table has no head. */
  readonly label: string;
  readonly text: string;
  readonly what: string;
  readonly children?: ReactNode;
}

const Value = ({ label, text, what, children }: ValueProps) => (
  <div className={classes.value}>
    <span className={classes.label}>{label}</span>
    <code>{text}</code>
    {children}
    <CopyButton text={text} what={what} />
  </div>
);
