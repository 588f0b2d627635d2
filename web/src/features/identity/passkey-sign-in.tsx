import { useEffect } from 'react';
import { Button } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { browserHasPasskeys, canAutofill, forgetAutofill } from '../../api/passkeys';
import { asProblem } from '../../api/problem';
import { useSignInWithPasskey } from '../../api/queries/session';
import type { Session } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import classes from './sign-in.module.css';

/** The question to the browser is good for five minutes at the server; it is put again before. */
const ASK_AGAIN_MS = 4 * 60_000;

/** Lets the browser suggest passkeys where the name is typed. */
function useSuggestedPasskey(onDone: (session: Session) => void) {
  const { mutate, data, error } = useSignInWithPasskey();

  useEffect(() => {
    if (!browserHasPasskeys()) return undefined;
    let wanted = true;
    const ask = async () => {
      if ((await canAutofill()) && wanted) mutate({ autofill: true });
    };
    void ask();
    const again = setInterval(() => void ask(), ASK_AGAIN_MS);
    return () => {
      wanted = false;
      clearInterval(again);
      void forgetAutofill();
    };
  }, [mutate]);

  useEffect(() => {
    if (data) onDone(data);
  }, [data, onDone]);

  // Whoever chose nothing has been refused nothing.
  return error && asProblem(error).status > 0 ? error : undefined;
}

/** Without a name and a password: by a button, and from the browser's suggestions where the name is typed. */
export function PasskeySignIn({ onDone }: { readonly onDone: (session: Session) => void }) {
  const signIn = useSignInWithPasskey();
  const suggestionRefused = useSuggestedPasskey(onDone);
  const error = signIn.error ?? suggestionRefused;

  if (!browserHasPasskeys()) return null;
  return (
    <div className={classes.passkey}>
      {error && <ProblemMessage error={error} />}
      <Button
        leftSection={<IconFingerprint size={18} />}
        loading={signIn.isPending}
        onClick={() => signIn.mutate({ autofill: false }, { onSuccess: onDone })}
      >
        Sign in with a passkey
      </Button>
    </div>
  );
}
