import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database/unit-of-work';

/** A Slack workspace that this Sallyport's app is installed in. */
export interface SlackWorkspace {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  /** `T…`: whose calls are taken. */
  readonly teamId: string;
  /** `A…`: through which app. */
  readonly appId: string;
  /** With the slash at its end. */
  readonly apiUrl: string;
  readonly botTokenReference: string;
  readonly signingSecretReference: string;
  readonly retired: boolean;
}

const WORKSPACES = `
  SELECT id, key, name, team_id AS "teamId", app_id AS "appId", api_url AS "apiUrl",
         bot_token_reference AS "botTokenReference", signing_secret_reference AS "signingSecretReference",
         retired_at IS NOT NULL AS retired
  FROM slack_workspace`;

@Injectable()
export class SlackWorkspaceRepository {
  /** Retired ones included. */
  all(from: Reader): Promise<SlackWorkspace[]> {
    return from.query<SlackWorkspace>(`${WORKSPACES} ORDER BY key`);
  }

  connected(from: Reader): Promise<SlackWorkspace[]> {
    return from.query<SlackWorkspace>(`${WORKSPACES} WHERE retired_at IS NULL ORDER BY lower(name), key`);
  }

  connectedByKey(from: Reader, key: string): Promise<SlackWorkspace | undefined> {
    return from.first<SlackWorkspace>(`${WORKSPACES} WHERE key = $1 AND retired_at IS NULL`, [key]);
  }

  connectedByTeam(from: Reader, teamId: string): Promise<SlackWorkspace | undefined> {
    return from.first<SlackWorkspace>(`${WORKSPACES} WHERE team_id = $1 AND retired_at IS NULL`, [teamId]);
  }

  async save(tx: Tx, workspace: SlackWorkspace): Promise<void> {
    await tx.query(
      `INSERT INTO slack_workspace (id, key, name, team_id, app_id, api_url, bot_token_reference,
         signing_secret_reference, retired_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $9::boolean THEN $10::timestamptz END)
       ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, team_id = excluded.team_id, app_id = excluded.app_id, api_url = excluded.api_url,
         bot_token_reference = excluded.bot_token_reference,
         signing_secret_reference = excluded.signing_secret_reference,
         retired_at = CASE WHEN excluded.retired_at IS NULL THEN NULL
                           ELSE coalesce(slack_workspace.retired_at, excluded.retired_at) END`,
      [
        workspace.id,
        workspace.key,
        workspace.name,
        workspace.teamId,
        workspace.appId,
        workspace.apiUrl,
        workspace.botTokenReference,
        workspace.signingSecretReference,
        workspace.retired,
        tx.now,
      ],
    );
  }
}
