import type { Credential } from './answers';
import { CommandFailure, EXIT } from './exit-code';

/** One of the ways in which the broker writes a log-in down. */
export function formatOf({ formats }: Credential, id: string): string {
  const found = formats.find((format) => format.id === id);
  if (found) return found.text;
  const others = formats.map((format) => format.id).join(', ');
  throw new CommandFailure(EXIT.notFound, `This log-in is not handed out as ${id}; there are: ${others}.`);
}

/** The same for a program, with whose log-in it is and until when. */
export const credentialJson = (
  { username, expiresAt }: Credential,
  name: string,
  text: string,
): Record<string, string> => ({ username, expiresAt, [name]: text });
