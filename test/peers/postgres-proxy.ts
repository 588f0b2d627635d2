import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { freePort } from '../support/ports';

type Mode =
  | { readonly kind: 'pass' }
  /** Accepts, reads and never answers; the server sees nothing of it. */
  | { readonly kind: 'hang' }
  /** Passes everything on so many milliseconds late. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Cuts the connection as soon as somebody speaks. */
  | { readonly kind: 'cut' }
  /** Hands a statement with this text to the server, lets it be carried out, and cuts before the answer arrives. */
  | { readonly kind: 'lose-answer'; readonly to: string };

/** A network between a client and a PostgreSQL server, that can be told to misbehave. It also remembers what clients sent. */
export class PostgresProxy {
  private mode: Mode = { kind: 'pass' };
  private readonly sockets = new Set<Socket>();
  private readonly chunks: Buffer[] = [];
  private answersLost = 0;

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (client) => this.carry(client));
  }

  static async to(port: number, host = '127.0.0.1'): Promise<PostgresProxy> {
    // Not one of the system's own choice: that could be an outgoing connection's when this opens again.
    const server = createServer().listen(await freePort(), '127.0.0.1');
    await once(server, 'listening');
    return new PostgresProxy(server, { host, port });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The same URL, through the proxy. */
  through(url: string): string {
    const through = new URL(url);
    through.port = String(this.port);
    return through.href;
  }

  /** Everything that clients sent to the server, as bytes read one to one. */
  get sent(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  get lost(): number {
    return this.answersLost;
  }

  behave(mode: Mode): void {
    this.mode = mode;
  }

  /** Cuts every connection there is. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Refuses new connections and cuts the others, until {@link open}. */
  async shut(): Promise<{ open: () => Promise<void> }> {
    const { port } = this;
    this.cutAll();
    await new Promise((done) => this.server.close(done));
    return {
      open: async () => {
        this.server.listen(port, '127.0.0.1');
        await once(this.server, 'listening');
      },
    };
  }

  async stop(): Promise<void> {
    this.cutAll();
    if (this.server.listening) await new Promise((done) => this.server.close(done));
  }

  private carry(client: Socket): void {
    const upstream = connect(this.target.port, this.target.host);
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    let losing = false;
    client.on('data', (chunk) => {
      this.chunks.push(chunk);
      if (this.mode.kind === 'hang') return;
      if (this.mode.kind === 'cut') return void client.destroy();
      if (this.mode.kind === 'lose-answer' && chunk.includes(this.mode.to)) losing = true;
      this.pass(chunk, upstream);
    });
    upstream.on('data', (chunk) => {
      if (losing) {
        this.answersLost += 1;
        return void client.destroy();
      }
      if (this.mode.kind !== 'hang') this.pass(chunk, client);
    });
  }

  private pass(chunk: Buffer, to: Socket): void {
    const milliseconds = this.mode.kind === 'delay' ? this.mode.milliseconds : 0;
    if (milliseconds === 0) return void to.write(chunk);
    setTimeout(() => {
      if (to.writable) to.write(chunk);
    }, milliseconds);
  }
}
