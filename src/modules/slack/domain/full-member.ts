/** Why an account at Slack is bound to nobody, whoever asks for it. */
export type NotAMember = 'bot' | 'deactivated' | 'guest' | 'of-another-workspace';

/** Of `users.info`; what is missing is taken for the worse. */
export interface SlackUserFacts {
  readonly id?: string;
  readonly team_id?: string;
  readonly name?: string;
  readonly real_name?: string;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
}

const SLACKBOT = 'USLACKBOT';

/** Undefined for a full member of the workspace: no guest, no bot, nobody who is there by Slack Connect. */
export function notAMember(user: SlackUserFacts, teamId: string): NotAMember | undefined {
  if (user.is_stranger || user.team_id !== teamId) return 'of-another-workspace';
  if (user.is_bot !== false || user.id === SLACKBOT) return 'bot';
  if (user.deleted !== false) return 'deactivated';
  return user.is_restricted !== false || user.is_ultra_restricted !== false ? 'guest' : undefined;
}
