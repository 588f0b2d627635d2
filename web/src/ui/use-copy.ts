import { useEffect, useState } from 'react';

type Outcome = 'idle' | 'copied' | 'refused';

const FEEDBACK_MS = 2_500;

/** Copies and says for a moment how it went. Browsers refuse outside https and loopback, or by policy. */
export function useCopy() {
  const [outcome, setOutcome] = useState<Outcome>('idle');

  useEffect(() => {
    if (outcome !== 'copied') return undefined;
    const timer = setTimeout(() => setOutcome('idle'), FEEDBACK_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async (text: string): Promise<boolean> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
      return true;
    } catch {
      setOutcome('refused');
      return false;
    }
  };

  return { copy, outcome };
}
