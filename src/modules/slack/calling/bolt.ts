import type * as Bolt from '@slack/bolt';

let loading: Promise<typeof Bolt> | undefined;

/** Loads Bolt when Slack is first heard from: half a second that nobody pays for whose workspace is not connected. */
export function loadBolt(): Promise<typeof Bolt> {
  loading ??= import('@slack/bolt');
  return loading;
}
