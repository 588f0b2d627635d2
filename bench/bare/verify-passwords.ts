import { hash, verify } from '@node-rs/argon2';
import { atOnce, perSecond } from '../rounds';
import { serve } from '../support/program';

/** The bare limit of signing in: the stored hash is compared, and nothing else happens. */
const tasks = {
  hash: ({ password }: { password: string }): Promise<string> =>
    // What the product hashes with (src/modules/identity/passwords/password-hasher.ts).
    hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 }),

  /** How many a second, `width` at a time. */
  verify({ stored, password, times, width }: Verifying): Promise<number> {
    return perSecond(times, () =>
      atOnce(width, Array(times).fill(stored), async (one: string) => {
        if (!(await verify(one, password))) throw new Error('The password does not match its hash.');
      }),
    );
  },
};
export type BareVerify = typeof tasks;

interface Verifying {
  readonly stored: string;
  readonly password: string;
  readonly times: number;
  readonly width: number;
}

serve(tasks);
