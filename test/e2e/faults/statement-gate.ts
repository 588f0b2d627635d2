import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { isReadyForQuery, OrderedStatements, PostgresMessages } from './postgres-messages';

/** `before` the server sees the statement; `after` it was carried out and before the client hears of it. */
export type Moment = 'before' | 'after';

/** What to wait for: a statement with this text; where `committing` is given, the COMMIT of a transaction that held it. */
export type Spot = { readonly statement: string } | { readonly committing: string };

export interface Held {
  /** Resolves when the statement has come to the gate (`before`), or was carried out (`after`). */
  readonly reached: Promise<void>;
  /** Lets go on what was held up. */
  release(): void;
}

interface Rule {
  readonly spot: Spot;
  readonly moment: Moment;
  readonly then: 'hold' | 'cut';
  readonly reached: (lane: Lane) => void;
}

/** A network between one process and its PostgreSQL server that stops at exactly one statement. Each order counts once. */
export class StatementGate {
  private readonly rules: Rule[] = [];
  private readonly links = new Set<Link>();
  private frozen = false;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {
    server.on('connection', (client) => this.connect(client));
  }

  static async to(port: number): Promise<StatementGate> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StatementGate(server, port);
  }

  /** The same URL, through the gate. */
  through(url: string): string {
    const through = new URL(url);
    through.port = String((this.server.address() as AddressInfo).port);
    return through.href;
  }

  /** Holds up the next such statement, and whatever its connection says or hears after it. */
  hold(spot: Spot, moment: Moment): Held {
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      const stoppedAt = (lane: Lane): void => {
        release = () => lane.release();
        resolve();
      };
      this.rules.push({ spot, moment, then: 'hold', reached: stoppedAt });
    });
    return { reached, release: () => release() };
  }

  /** Cuts the connection of the next such statement. Resolves when that has happened. */
  cut(spot: Spot, moment: Moment): Promise<void> {
    return new Promise((resolve) => {
      this.rules.push({ spot, moment, then: 'cut', reached: () => resolve() });
    });
  }

  /** From now on nothing reaches the server, until {@link thaw}. */
  freeze(): void {
    this.frozen = true;
    for (const link of this.links) link.toServer.hold();
  }

  thaw(): void {
    this.frozen = false;
    for (const link of this.links) link.toServer.release();
  }

  async stop(): Promise<void> {
    for (const link of this.links) link.close();
    await new Promise((done) => this.server.close(done));
  }

  /** The order that this statement fulfils; it is used up. */
  take(statement: string, earlier: readonly string[]): Rule | undefined {
    const index = this.rules.findIndex(({ spot }) =>
      'committing' in spot
        ? /^commit\b/i.test(statement) && earlier.some((one) => one.includes(spot.committing))
        : statement.includes(spot.statement),
    );
    return index === -1 ? undefined : this.rules.splice(index, 1)[0];
  }

  private connect(client: Socket): void {
    const link = new Link(this, client, connect(this.port, '127.0.0.1'));
    if (this.frozen) link.toServer.hold();
    this.links.add(link);
    client.on('close', () => this.links.delete(link));
  }
}

/** One direction of a connection. */
class Lane {
  private held: Buffer[] | undefined;

  constructor(private readonly to: Socket) {}

  pass(message: Buffer): void {
    if (this.held) this.held.push(message);
    else if (this.to.writable) this.to.write(message);
  }

  hold(): void {
    this.held ??= [];
  }

  release(): void {
    const messages = this.held ?? [];
    this.held = undefined;
    for (const message of messages) this.pass(message);
  }
}

class Link {
  readonly toServer: Lane;
  private readonly toClient: Lane;
  /** Statements of the open transaction, so far. */
  private earlier: string[] = [];
  private readonly statements = new OrderedStatements();
  private answering: Rule | undefined;

  constructor(
    private readonly gate: StatementGate,
    private readonly client: Socket,
    private readonly server: Socket,
  ) {
    this.toServer = new Lane(server);
    this.toClient = new Lane(client);
    const [fromClient, fromServer] = [new PostgresMessages('client'), new PostgresMessages('server')];
    client.on('data', (chunk) => {
      for (const message of fromClient.of(chunk)) this.onClient(message);
    });
    server.on('data', (chunk) => {
      for (const message of fromServer.of(chunk)) this.onServer(message);
    });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.close());
      socket.on('close', () => this.close());
    }
  }

  close(): void {
    this.client.destroy();
    this.server.destroy();
  }

  private onClient(message: Buffer): void {
    const statement = this.statements.of(message);
    const rule = statement === undefined ? undefined : this.gate.take(statement, this.earlier);
    if (statement !== undefined) this.remember(statement);
    if (rule?.moment === 'before') {
      this.stopBefore(rule, message);
      return;
    }
    this.answering ??= rule;
    this.toServer.pass(message);
  }

  private onServer(message: Buffer): void {
    const rule = this.answering;
    if (rule) this.toClient.hold();
    this.toClient.pass(message);
    if (!rule || !isReadyForQuery(message)) return;
    this.answering = undefined;
    if (rule.then === 'cut') this.close();
    rule.reached(this.toClient);
  }

  private stopBefore(rule: Rule, message: Buffer): void {
    if (rule.then === 'cut') this.close();
    else this.toServer.hold();
    this.toServer.pass(message);
    rule.reached(this.toServer);
  }

  private remember(statement: string): void {
    if (/^(start transaction|begin)\b/i.test(statement)) this.earlier = [];
    this.earlier.push(statement);
  }
}
