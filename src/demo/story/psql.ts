import pg from 'pg';

/** A real client at the target, logged in with what a person was shown once. */
export class Psql {
  private readonly ended: Promise<number>;

  private constructor(private readonly client: pg.Client) {
    this.ended = new Promise((resolve) => client.once('end', () => resolve(Date.now())));
    // The server cutting this connection is what the story waits for, not a failure of it.
    client.on('error', () => undefined);
  }

  static async logIn(url: string): Promise<Psql> {
    const client = new pg.Client({ connectionString: url, application_name: 'psql of the story' });
    const session = new Psql(client);
    await client.connect();
    return session;
  }

  /** Why the log-in was refused; undefined when it was not. */
  static async refusedLogIn(url: string): Promise<string | undefined> {
    try {
      await (await Psql.logIn(url)).client.end();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async ask(sql: string): Promise<Record<string, unknown>[]> {
    return (await this.client.query<Record<string, unknown>>(sql)).rows;
  }

  async answers(): Promise<boolean> {
    return (await this.ask('SELECT 1')).length === 1;
  }

  /** Why a statement was refused; undefined when it was not. */
  async refusal(sql: string): Promise<string | undefined> {
    try {
      await this.client.query(sql);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Milliseconds after `since` at which the server cut the connection; undefined when it is still open after `patience`. */
  async cutAfter(since: number, patience: number): Promise<number | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patience);
    });
    const at = await Promise.race([this.ended, late]);
    clearTimeout(timer);
    return at === undefined ? undefined : at - since;
  }
}
