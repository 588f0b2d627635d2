import { z } from 'zod';

/** The ids by which Slack says whose call it is; everything else of a call is the listener's matter. */
const id = z.string().max(64);
const command = z.looseObject({
  command: z.string(),
  team_id: id,
  api_app_id: id,
  user_id: id,
});
const interaction = z.looseObject({
  type: z.string(),
  team: z.looseObject({ id }),
  api_app_id: id,
  user: z.looseObject({ id, team_id: id.optional() }),
});
const event = z.looseObject({
  type: z.literal('event_callback'),
  team_id: id,
  api_app_id: id,
  event: z.looseObject({ type: z.string() }),
});
const challenge = z.looseObject({ type: z.literal('url_verification'), challenge: z.string().max(512) });

/** A call as Bolt takes it, and whose it is. */
export interface SlackCall {
  readonly body: Readonly<Record<string, unknown>>;
  readonly teamId: string;
  readonly appId: string;
  /** Of the person who acts, where Slack says it: somebody of another workspace in a shared channel has another one. */
  readonly userTeamId: string | undefined;
}

/** Undefined for what is none of the calls that an app gets. */
export function readCall(
  contentType: string,
  text: string,
): SlackCall | { readonly challenge: string } | undefined {
  const body = bodyOf(contentType, text);
  const asked = challenge.safeParse(body);
  if (asked.success) return { challenge: asked.data.challenge };
  const told = event.safeParse(body);
  if (told.success) return callOf(told.data, told.data.team_id);
  const typed = command.safeParse(body);
  if (typed.success) return callOf(typed.data, typed.data.team_id);
  const acted = interaction.safeParse(body);
  return acted.success ? callOf(acted.data, acted.data.team.id, acted.data.user.team_id) : undefined;
}

const callOf = (body: { readonly api_app_id: string }, teamId: string, userTeamId?: string): SlackCall => ({
  body: body,
  teamId,
  appId: body.api_app_id,
  userTeamId,
});

function bodyOf(contentType: string, text: string): unknown {
  if (contentType.startsWith('application/json')) return parsed(text);
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return undefined;
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parsed(payload);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
