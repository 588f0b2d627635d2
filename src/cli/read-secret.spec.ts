import { PassThrough, Readable } from 'node:stream';
import { readSecret } from './read-secret';

describe('a secret for the command line', () => {
  const from = (text: string) => ({ input: Readable.from([Buffer.from(text)]), output: new PassThrough() });

  it('comes from a pipe, without the end of its line and with everything else', async () => {
    expect((await readSecret('x', from(' two words \n\n'))).reveal()).toBe(' two words \n');
    expect((await readSecret('x', from('windows\r\n'))).reveal()).toBe('windows');
    expect((await readSecret('x', from(''))).reveal()).toBe('');
  });

  it('is not read without end', async () => {
    const endless = { input: Readable.from([Buffer.alloc(200_000, 'x')]), output: new PassThrough() };
    await expect(readSecret('x', endless)).rejects.toMatchObject({ code: 'cli.long_secret' });
  });

  function atTerminal() {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    let shown = '';
    output.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    const type = async (text: string): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      input.write(text);
    };
    return { input, output, type, shown: () => shown };
  }

  it('I17 is asked for twice and never shown', async () => {
    const terminal = atTerminal();
    const reading = readSecret('Value', terminal);
    await terminal.type('canary-7531\r');
    await terminal.type('canary-7531\r');
    expect((await reading).reveal()).toBe('canary-7531');
    expect(terminal.shown()).toBe('Value: \nOnce more: \n');
  });

  it('is refused when the two differ, and when the person gives up', async () => {
    const differing = atTerminal();
    const reading = readSecret('Value', differing);
    await differing.type('one\r');
    await differing.type('two\r');
    await expect(reading).rejects.toMatchObject({ code: 'cli.not_the_same' });

    const given = atTerminal();
    const givenUp = readSecret('Value', given);
    await given.type('half\u0003');
    await expect(givenUp).rejects.toMatchObject({ code: 'cli.given_up' });
  });
});
