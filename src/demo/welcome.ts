import type { DemoSecrets } from './demo-people';

/** What a person needs to know after `npm start`: one address, and how to sign in. */
export function welcome(publicUrl: string, secrets: DemoSecrets): string {
  const line = (handle: string, who: string): string =>
    `    ${who.padEnd(12)} ${handle.padEnd(8)} ${secrets[handle]?.password ?? ''}\n`;
  return [
    `\n  Sallyport runs at ${publicUrl}\n\n`,
    '  Sign in as\n',
    line('lea', 'tech lead'),
    line('hugo', 'CTO'),
    line('ines', 'DPO'),
    `  with the six digits shown at ${publicUrl}/demo\n\n`,
    '  Demonstration mode: invented people whose credentials everybody may see, plain HTTP, this machine only.\n',
    '  Ctrl-C stops everything. The next start finds the data; `npm run reset` forgets it.\n\n',
  ].join('');
}
