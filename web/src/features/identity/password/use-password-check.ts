import { useEffect, useState } from 'react';
import { type AccountLink, checkPassword } from '../../../api/queries/password';

interface Fault {
  readonly code: string;
  readonly sentence: string;
}

/** Milliseconds without a key before the broker is asked. */
const PAUSE = 350;

/** What the broker finds wrong with what is typed: undefined while it is not known. */
export function usePasswordCheck(password: string, link?: AccountLink): readonly Fault[] | undefined {
  const [checked, setChecked] = useState<{ password: string; faults: readonly Fault[] }>();
  const { kind, token } = link ?? {};

  useEffect(() => {
    if (password === '') return undefined;
    let isWanted = true;
    const by = kind !== undefined && token !== undefined ? { kind, token } : undefined;
    const timer = setTimeout(() => {
      // Out of reach: what is chosen is checked again when it is sent, and then it is said.
      checkPassword(password, by).then(
        ({ faults }) => isWanted && setChecked({ password, faults }),
        () => undefined,
      );
    }, PAUSE);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [password, kind, token]);

  return checked?.password === password ? checked.faults : undefined;
}
