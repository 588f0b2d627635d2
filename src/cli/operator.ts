import { userInfo } from 'node:os';

/** The account that runs this; a container's user is often a number without a name. */
export function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
