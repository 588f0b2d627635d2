import type { Copy, NotificationChannel } from '../../src/modules/notifications/notification-channel';
import { DeliveryFailure } from '../../src/modules/notifications/notification-channel';

/** A channel that takes what is delivered, can change what it took, and can be in a bad mood. */
export class NoteBoard implements NotificationChannel {
  readonly name = 'slack';
  /** Ids of the people whom it knows. */
  readonly people = new Set<string>();
  /** By reference, as they read now. */
  readonly notes = new Map<string, Copy>();
  mood: 'takes' | 'refuses' | 'is away' = 'takes';
  updates = 0;

  reaches(_: unknown, personIds: readonly string[]): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(personIds.filter((id) => this.people.has(id))));
  }

  deliver(copy: Copy): Promise<string> {
    const reference = `note of ${copy.notificationId}`;
    return this.put(reference, copy).then(() => reference);
  }

  /** It answers whatever it takes. */
  recover(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  update(reference: string, copy: Copy): Promise<void> {
    this.updates += 1;
    return this.put(reference, copy);
  }

  of(personId: string): Copy[] {
    return [...this.notes.values()].filter(({ recipient }) => recipient.id === personId);
  }

  private put(reference: string, copy: Copy): Promise<void> {
    if (this.mood === 'refuses') return Promise.reject(new DeliveryFailure('channel_not_found', 'refused'));
    if (this.mood === 'is away') return Promise.reject(new DeliveryFailure('503', 'unreachable'));
    this.notes.set(reference, copy);
    return Promise.resolve();
  }
}
