import { newId } from '../../../kernel';
import { type PolicyState, mapValues } from '../plan/policy-state';

/** Key → id, for everything that has an id of its own. */
export interface PolicyIds {
  readonly people: ReadonlyMap<string, string>;
  readonly identityProviders: ReadonlyMap<string, string>;
  readonly slackWorkspaces: ReadonlyMap<string, string>;
  readonly processingActivities: ReadonlyMap<string, string>;
  readonly systems: ReadonlyMap<string, string>;
  readonly entitlements: ReadonlyMap<string, string>;
  readonly accessProfiles: ReadonlyMap<string, string>;
}

/** What the database holds, with the ids that its keys stand for. */
export interface StoredPolicy {
  readonly state: PolicyState;
  readonly ids: PolicyIds;
}

/** The same ids, and fresh ones for what is new. Made up front, since profiles and people refer to one another. */
export function idsFor(state: PolicyState, known: PolicyIds): PolicyIds {
  const complete = (entries: ReadonlyMap<string, unknown>, ids: ReadonlyMap<string, string>) =>
    mapValues(entries, (_, key) => ids.get(key) ?? newId());
  return {
    people: complete(state.people, known.people),
    identityProviders: complete(state.identityProviders, known.identityProviders),
    slackWorkspaces: complete(state.slackWorkspaces, known.slackWorkspaces),
    processingActivities: complete(state.processingActivities, known.processingActivities),
    systems: complete(state.systems, known.systems),
    entitlements: complete(state.entitlements, known.entitlements),
    accessProfiles: complete(state.accessProfiles, known.accessProfiles),
  };
}

/** The id behind a key that is known to be there; anything else is a bug and stops the transaction. */
export function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`No id for the key ${key}.`);
  return id;
}
