/** Secrets, and how each would look if somebody had written it down. */
export class SecretSearch {
  private readonly shapes: { readonly what: string; readonly shape: string }[] = [];

  add(what: string, secret: string): void {
    if (secret.length < 8) throw new Error(`Too short to look for without finding it by chance: ${what}.`);
    for (const shape of new Set(shapesOf(secret))) this.shapes.push({ what, shape });
  }

  /** Whose secret stands in the text, in any shape. */
  foundIn(text: string): string[] {
    return [...new Set(this.shapes.filter(({ shape }) => text.includes(shape)).map(({ what }) => what))];
  }
}

function shapesOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return [secret, encodeURIComponent(secret), hex, hex.toUpperCase(), ...base64ShapesOf(bytes)];
}

/** Within a longer text base 64 has three ways to write the same bytes; without the letters that its neighbours share. */
const base64ShapesOf = (bytes: Buffer): string[] =>
  [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const sure = padded.subarray(0, padded.length - (padded.length % 3));
    return (['base64', 'base64url'] as const).map((form) => sure.toString(form).slice(offset === 0 ? 0 : 4));
  });
