import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { ReadStream, WriteStream } from 'node:tty';
import { CommandFailure, EXIT } from './exit-code';

/**
 * Asks the person at the terminal that this command belongs to, whatever its input and output are connected to: what is
 * printed goes to a program (`credential_process`), and so may what is read.
 */
export async function askAtTerminal(question: string): Promise<string> {
  const [input, output] = openTerminal();
  const lines = createInterface({ input, output });
  const hungUp = new Promise<never>((_, reject) => {
    lines.once('close', () => reject(noTerminal()));
  });
  try {
    return await Promise.race([lines.question(question), hungUp]);
  } finally {
    lines.close();
    hungUp.catch(() => undefined);
    input.destroy();
    output.destroy();
  }
}

const DEVICES = process.platform === 'win32' ? ['\\\\.\\CONIN$', '\\\\.\\CONOUT$'] : ['/dev/tty', '/dev/tty'];

function openTerminal(): [ReadStream, WriteStream] {
  let input: number | undefined;
  try {
    input = openSync(DEVICES[0], 'r');
    return [new ReadStream(input), new WriteStream(openSync(DEVICES[1], 'w'))];
  } catch {
    if (input !== undefined) closeSync(input);
    throw noTerminal();
  }
}

const noTerminal = (): CommandFailure =>
  new CommandFailure(
    EXIT.noTerminal,
    'This has to ask something, and there is no terminal to ask at. Run the same command in a terminal first.',
  );
