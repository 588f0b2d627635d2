import type { NotificationChoice } from '../../api/types';

export type Where = 'slack' | 'mail' | 'both';

export const WHERE = [
  { value: 'slack', label: 'Slack, or e-mail without it' },
  { value: 'mail', label: 'E-mail' },
  { value: 'both', label: 'Both' },
] as const satisfies readonly { value: Where; label: string }[];

export const whereOf = (channels: NotificationChoice['channels']): Where => {
  const [first, second] = channels;
  return second === undefined ? (first ?? 'mail') : 'both';
};
