import { type Facet, textFacet } from './facet';
import type { SlackWorkspaceState } from './policy-state';

export const slackWorkspaceFacets = (workspace: SlackWorkspaceState): Facet[] => [
  textFacet('name', 'name', workspace.name),
  textFacet('team', 'team id', workspace.teamId),
  textFacet('app', 'app id', workspace.appId),
  textFacet('apiUrl', 'address of the Web API', workspace.apiUrl),
  textFacet('botToken', 'bot token', workspace.botTokenReference),
  textFacet('signingSecret', 'signing secret', workspace.signingSecretReference),
];
