import type { NotificationKind } from './notification';

export interface MessageAction {
  readonly label: string;
  readonly url: string;
}

/**
 * What a notification says, for every channel. Plain text: a channel escapes it as its medium wants. It never holds a
 * justification or personal data; those are read behind the link, after signing in.
 */
export interface NotificationMessage {
  readonly kind: NotificationKind;
  /** One line that says it all: a subject, a headline. */
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** What a decision hangs on, in the order of reading. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Most likely one first. They open pages; nothing is ever done by following one. */
  readonly actions: readonly MessageAction[];
  /** In small letters: why this person is told. */
  readonly because: string;
  /** `settled`: nothing is left to do about it, so whoever has not been told yet need not be. */
  readonly standing: 'open' | 'settled';
  /** Worth saying again where a copy that is out cannot be changed, as in e-mail. */
  readonly sayAgain: boolean;
}
