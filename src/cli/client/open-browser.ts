import { spawn } from 'node:child_process';

const OPENERS: Partial<Record<NodeJS.Platform, readonly [program: string, ...words: string[]]>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** A courtesy: the address stands on the screen. It came from the server, so it is opened only if it leads there. */
export function openBrowser(address: string, server: string): void {
  const opener = OPENERS[process.platform];
  if (!opener || !URL.canParse(address) || new URL(address).origin !== server) return;
  const [program, ...words] = opener;
  const child = spawn(program, [...words, address], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}
