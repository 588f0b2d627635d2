import { useState } from 'react';
import type { TypedProof } from '../api/queries/session';
import type { FactorKind } from '../api/types';
import { isComplete } from './one-time-code';

export interface FactorProofState {
  readonly method: FactorKind;
  /** The other ways that this person has. */
  readonly others: readonly FactorKind[];
  readonly choose: (method: FactorKind) => void;
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly fault: string | undefined;
  /** The proof, or undefined once what is missing has been said. */
  readonly collect: () => TypedProof | undefined;
  readonly clear: () => void;
}

const ORDER: readonly FactorKind[] = ['passkey', 'totp', 'recovery-code'];

const FAULTS: Readonly<Record<FactorKind, string>> = {
  passkey: '',
  totp: 'Type all six digits.',
  'recovery-code': 'Type one of your recovery codes.',
};

/** Which second factor somebody gives, and what they have typed of it. The easiest one they have comes first. */
export function useFactorProof(available: readonly FactorKind[], initialCode = ''): FactorProofState {
  const known = ORDER.filter((kind) => available.includes(kind));
  const first = initialCode === '' ? (known[0] ?? 'totp') : 'totp';
  const [method, setMethod] = useState<FactorKind>(first);
  const [typed, setTyped] = useState(initialCode);
  const [incomplete, setIncomplete] = useState(false);

  const type = (text: string) => {
    setTyped(text);
    setIncomplete(false);
  };

  const collect = (): TypedProof | undefined => {
    if (method === 'passkey') return 'passkey';
    const complete = method === 'totp' ? isComplete(typed) : typed.trim() !== '';
    setIncomplete(!complete);
    if (!complete) return undefined;
    return method === 'totp' ? { code: typed } : { recoveryCode: typed };
  };

  return {
    method,
    others: known.filter((kind) => kind !== method),
    choose: (next) => {
      setMethod(next);
      type('');
    },
    typed,
    type,
    fault: incomplete ? FAULTS[method] : undefined,
    collect,
    clear: () => setTyped(''),
  };
}
