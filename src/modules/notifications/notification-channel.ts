import type { Reader } from '../../platform/database/unit-of-work';
import type { NotificationMessage } from './domain/message';
import type { ChannelName } from './domain/notification';

/** Injection token of every {@link NotificationChannel} that this installation has. */
export const NOTIFICATION_CHANNELS = Symbol('NotificationChannels');

/** One notification as one person gets it, by the facts of this moment. */
export interface Copy {
  readonly notificationId: string;
  /** The same for each try of the same content: what a channel may know a repeated try by. */
  readonly revision: number;
  /** An earlier try may have been taken without our hearing of it. */
  readonly mayBeOut: boolean;
  readonly recipient: { readonly id: string; readonly name: string; readonly email: string };
  readonly message: NotificationMessage;
}

/** A way to reach people. Adding one is one class that implements this, and its name in {@link ChannelName}. */
export interface NotificationChannel {
  readonly name: ChannelName;
  /** Those of these people whom it can reach now. */
  reaches(from: Reader, personIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Who takes it for its recipient: what is away for one copy is away for every other that goes there.
   * @throws DeliveryFailure
   */
  destinationOf(copy: Copy, reference: string | null): Promise<string>;
  /**
   * Answers what `update` finds the copy by again.
   * @throws DeliveryFailure
   */
  deliver(copy: Copy): Promise<string>;
  /**
   * Where an earlier try was taken although no answer came: brings that copy up to what is true now, and answers what `update`
   * finds it by. Undefined where nothing is out, or nobody can know.
   * @throws DeliveryFailure
   */
  recover(copy: Copy): Promise<string | undefined>;
  /**
   * Brings a copy that is out up to what is true now; where copies cannot be changed, or it is gone, says it again if it is
   * worth it. Answers what the copy is found by from then on.
   * @throws DeliveryFailure
   */
  update(reference: string, copy: Copy): Promise<string>;
}

/** What went wrong, in a word that names no person and quotes nothing of the message (I17). */
export class DeliveryFailure extends Error {
  constructor(
    readonly reason: string,
    /** `refused`: never; `later`: this one, later; `unreachable`: nobody is there, so the next one there would fare no better. */
    readonly kind: 'refused' | 'later' | 'unreachable',
    /** When the channel said so itself (`Retry-After`). */
    readonly notBefore?: Date,
  ) {
    super(`A notification was not delivered: ${reason}.`);
    this.name = 'DeliveryFailure';
  }
}
