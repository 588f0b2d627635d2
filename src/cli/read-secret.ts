import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { conflict, invalid, Redacted } from '../kernel';

const LONGEST = 131_072;

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** For the question, apart from what the command answers. */
  readonly output: NodeJS.WritableStream;
}

/** A secret from a pipe, or asked for twice without being shown where a person sits there. The end of its line is no part of it. */
export async function readSecret(what: string, { input, output }: Terminal): Promise<Redacted<string>> {
  if (!input.isTTY) return new Redacted((await everything(input)).replace(/\r?\n$/, ''));
  const first = await hidden(`${what}: `, input, output);
  const second = await hidden('Once more: ', input, output);
  if (first !== second) throw invalid('cli.not_the_same', 'The two were not the same. Nothing was changed.');
  return new Redacted(first);
}

async function everything(input: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > LONGEST)
      throw invalid('cli.long_secret', 'That is too long for a secret. Nothing was changed.');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function hidden(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  output.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  return new Promise<string>((resolve, reject) => {
    prompt.once('line', resolve);
    prompt.once('close', () => reject(conflict('cli.given_up', 'Nothing was changed.')));
  }).finally(() => {
    prompt.close();
    output.write('\n');
  });
}
