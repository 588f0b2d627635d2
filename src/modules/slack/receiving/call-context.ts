import type { Context } from '@slack/bolt';
import type { Actor } from '../../../platform/database/actor';
import type { SlackWorkspace } from '../../catalog';

/** What the receiver hands to a listener beside the call itself. */
export interface CallContext {
  readonly workspace: SlackWorkspace;
  readonly requestId: string;
}

export const contextOf = (context: Context): CallContext => ({
  workspace: context.workspace as SlackWorkspace,
  requestId: context.requestId as string,
});

export const nobody = ({ requestId }: CallContext): Actor => ({ kind: 'anonymous', requestId });

/** In the trail, whoever acts through Slack acts through Slack. */
export const throughSlack = ({ requestId }: CallContext, personId: string): Actor => ({
  kind: 'person',
  personId,
  requestId,
  channel: 'slack',
});
