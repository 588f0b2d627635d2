/** Cuts one direction of a PostgreSQL connection into its messages (frontend/backend protocol 3.0: type, length, body). */
export class PostgresMessages {
  private rest: Buffer = Buffer.alloc(0);
  /** A client's first message has no type. */
  private typed: boolean;

  constructor(from: 'client' | 'server') {
    this.typed = from === 'server';
  }

  *of(chunk: Buffer): Generator<Buffer> {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const lengthAt = this.typed ? 1 : 0;
      if (this.rest.length < lengthAt + 4) return;
      const end = lengthAt + this.rest.readInt32BE(lengthAt);
      if (this.rest.length < end) return;
      const message = this.rest.subarray(0, end);
      this.rest = this.rest.subarray(end);
      this.typed = true;
      yield message;
    }
  }
}

const HEADER = 5;

/** The SQL that one client's messages order: a simple query, or one that it parsed, this moment or long before. */
export class OrderedStatements {
  private readonly parsed = new Map<string, string>();

  /** Undefined where a message orders nothing. Parsing is no order; binding is, and names what was parsed. */
  of(message: Buffer): string | undefined {
    const type = String.fromCharCode(message[0]);
    if (type === 'Q') return textAt(message, HEADER);
    const afterFirst = message.indexOf(0, HEADER) + 1;
    if (type === 'P') this.parsed.set(textAt(message, HEADER), textAt(message, afterFirst));
    return type === 'B' ? this.parsed.get(textAt(message, afterFirst)) : undefined;
  }
}

const textAt = (message: Buffer, from: number): string =>
  message.toString('utf8', from, message.indexOf(0, from));

/** The server has done all that it was asked, committed or rolled back, and waits for the next thing. */
export const isReadyForQuery = (message: Buffer): boolean => message[0] === 'Z'.charCodeAt(0);
