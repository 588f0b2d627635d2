import { setTimeout as delay } from 'node:timers/promises';
import { AwsFault } from './answers';

/** What goes wrong on the way or at AWS; `action` narrows it to one call, such as `PutRolePolicy`. */
export type Mischief = { readonly action?: string } & (
  | { readonly kind: 'throttle' | 'fail' | 'hang' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** It is carried out, and the connection is cut before the answer. */
  | { readonly kind: 'lose-answer' }
  /** It is answered as if carried out, and nothing is. */
  | { readonly kind: 'lie' }
);

/** Before the call is looked at: may refuse, wait, or never come back. */
export async function before(mischief: Mischief | undefined): Promise<void> {
  switch (mischief?.kind) {
    case 'throttle':
      throw new AwsFault('Throttling', 400, 'Rate exceeded');
    case 'fail':
      throw new AwsFault('ServiceUnavailable', 503, 'The service is not available.');
    case 'hang':
      return new Promise(() => undefined);
    case 'delay':
      return delay(mischief.milliseconds);
    default:
      return;
  }
}
