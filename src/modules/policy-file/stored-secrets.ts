import type { PolicyFile } from './schema/policy-file.schema';

const SCHEME = 'secret:';

/** Names of the stored secrets that a file refers to. */
export function storedSecretsIn({ systems, identityProviders, slackWorkspaces }: PolicyFile): string[] {
  const references = [
    ...Object.values(systems).map(({ credential }) => credential),
    ...Object.values(identityProviders).map(({ clientSecret }) => clientSecret ?? ''),
    ...Object.values(slackWorkspaces).flatMap(({ botToken, signingSecret }) => [botToken, signingSecret]),
  ];
  const stored = references.filter((reference) => reference.startsWith(SCHEME));
  return [...new Set(stored.map((reference) => reference.slice(SCHEME.length)))].sort();
}

export interface SecretsLook {
  readonly missing: readonly string[];
  /** What to say of them, each on a line of its own; empty where nothing is. */
  readonly text: string;
}

/** A file may be sound and yet refer to a secret that nobody stored. Where there is no database, that is said instead. */
export async function lookForSecrets(
  file: PolicyFile,
  {
    missingSecrets,
  }: { missingSecrets: (names: readonly string[]) => Promise<readonly string[] | undefined> },
): Promise<SecretsLook> {
  const names = storedSecretsIn(file);
  if (names.length === 0) return { missing: [], text: '' };
  const missing = await missingSecrets(names);
  if (missing === undefined) {
    return {
      missing: [],
      text: `\nWhether its stored secrets are there (${names.join(', ')}) cannot be seen from here: run this where Sallyport runs.`,
    };
  }
  const lines = missing.map(
    (name) =>
      `\nNo secret "${name}" is stored, and the file refers to it: \`sallyport secret set ${name}\` stores it.`,
  );
  return { missing, text: lines.join('') };
}
