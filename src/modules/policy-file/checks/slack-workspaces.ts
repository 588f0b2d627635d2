import type { Finding } from '../domain/fault';
import { type Check, finding } from './draft';

/** An account at Slack is a name in its team alone: two entries of one team could not be told apart. */
export const slackWorkspaceChecks: Check = ({ sections: { slackWorkspaces } }) => {
  const holder = new Map<string, string>();
  return [...slackWorkspaces].flatMap(([key, { team }]): Finding[] => {
    const other = holder.get(team);
    holder.set(team, other ?? key);
    if (other === undefined) return [];
    const sentence = `\`${other}\` has this team already, and one team can stand here once.`;
    return [finding(['slackWorkspaces', key, 'team'], 'same_team', sentence)];
  });
};
