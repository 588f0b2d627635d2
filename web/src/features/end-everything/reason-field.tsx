import { useId, useState } from 'react';
import { Textarea } from '@mantine/core';

const SHORTEST = 10;

interface Reason {
  /** Without outer blanks. */
  readonly text: string;
  /** False, once what is missing has been said at the field. */
  readonly isReady: () => boolean;
  readonly typed: string;
  readonly type: (typed: string) => void;
  readonly missing: boolean;
  /** Of the field, so that it can take the focus. */
  readonly id: string;
}

/** Why, in a sentence: asked before the code. */
export function useReason(): Reason {
  const [typed, setTyped] = useState('');
  const [missing, setMissing] = useState(false);
  const id = useId();
  const text = typed.trim();
  return {
    text,
    typed,
    missing,
    id,
    type: (changed) => {
      setTyped(changed);
      setMissing(false);
    },
    isReady: () => {
      const ready = text.length >= SHORTEST;
      setMissing(!ready);
      if (!ready) document.getElementById(id)?.focus();
      return ready;
    },
  };
}

interface ReasonFieldProps {
  readonly reason: Reason;
  readonly description: string;
  /** It is the first thing to type. */
  readonly first?: boolean;
}

export const ReasonField = ({ reason, description, first = false }: ReasonFieldProps) => (
  <Textarea
    label="Reason"
    description={description}
    id={reason.id}
    value={reason.typed}
    onChange={(event) => reason.type(event.currentTarget.value)}
    error={reason.missing ? 'Say in a sentence why: at least 10 characters.' : undefined}
    required
    maxLength={1_000}
    autosize
    minRows={2}
    data-autofocus={first || undefined}
  />
);
