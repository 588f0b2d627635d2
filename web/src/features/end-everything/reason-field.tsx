import { type RefObject, useRef, useState } from 'react';
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
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** Why, in a sentence: asked before the code. */
export function useReason(): Reason {
  const [typed, setTyped] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const text = typed.trim();
  return {
    text,
    typed,
    missing,
    field,
    type: (changed) => {
      setTyped(changed);
      setMissing(false);
    },
    isReady: () => {
      const ready = text.length >= SHORTEST;
      setMissing(!ready);
      if (!ready) field.current?.focus();
      return ready;
    },
  };
}

interface ReasonFieldProps {
  readonly reason: Reason;
  readonly description: string;
  readonly autoFocus?: boolean;
}

export const ReasonField = ({ reason, description, autoFocus = false }: ReasonFieldProps) => (
  <Textarea
    label="Reason"
    description={description}
    ref={reason.field}
    value={reason.typed}
    onChange={(event) => reason.type(event.currentTarget.value)}
    error={reason.missing ? 'Say in a sentence why: at least 10 characters.' : undefined}
    required
    maxLength={1_000}
    autosize
    minRows={2}
    data-autofocus={autoFocus || undefined}
  />
);
