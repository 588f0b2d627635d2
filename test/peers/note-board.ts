import type { Copy, NotificationChannel } from '../../src/modules/notifications/notification-channel';
import { DeliveryFailure } from '../../src/modules/notifications/notification-channel';

/** A channel that takes what is delivered, can change what it took, and can be in a bad mood. */
export class NoteBoard implements NotificationChannel {
  readonly name = 'slack';
  /** Ids of the people whom it knows. */
  readonly people = new Set<string>();
  /** By reference, as they read now. */
  readonly notes = new Map<string, Copy>();
  mood: 'takes' | 'refuses' | 'is away' | 'is slow' = 'takes';
  /** Those to whom nobody can get, although the others are within reach. */
  readonly cutOff = new Set<string>();
  updates = 0;
  /** Asks to be left alone until then. */
  busyUntil: Date | undefined;
  /** Copies that it neither takes nor refuses. */
  held = 0;
  private gate: Promise<void> | undefined;

  reaches(_: unknown, personIds: readonly string[]): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(personIds.filter((id) => this.people.has(id))));
  }

  destinationOf({ recipient: { id } }: Copy): Promise<string> {
    return Promise.resolve(this.cutOff.has(id) ? 'cut off' : 'within reach');
  }

  deliver(copy: Copy): Promise<string> {
    const reference = `note of ${copy.notificationId}`;
    return this.put(reference, copy).then(() => reference);
  }

  /** It answers whatever it takes. */
  recover(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  update(reference: string, copy: Copy): Promise<string> {
    this.updates += 1;
    return this.put(reference, copy).then(() => reference);
  }

  of(personId: string): Copy[] {
    return [...this.notes.values()].filter(({ recipient }) => recipient.id === personId);
  }

  /** From now on nothing is answered, until the answer is called. */
  hold(): () => void {
    let open = (): void => undefined;
    this.gate = new Promise((resolve) => {
      open = () => {
        this.gate = undefined;
        resolve();
      };
    });
    return () => open();
  }

  private async put(reference: string, copy: Copy): Promise<void> {
    this.held += 1;
    await this.gate;
    this.held -= 1;
    if (this.busyUntil) throw new DeliveryFailure('rate_limited', 'later', this.busyUntil);
    if (this.cutOff.has(copy.recipient.id)) throw new DeliveryFailure('token_revoked', 'unreachable');
    if (this.mood === 'refuses') throw new DeliveryFailure('channel_not_found', 'refused');
    if (this.mood === 'is slow') throw new DeliveryFailure('504', 'later');
    if (this.mood === 'is away') throw new DeliveryFailure('503', 'unreachable');
    this.notes.set(reference, copy);
  }
}
