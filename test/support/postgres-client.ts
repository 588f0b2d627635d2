import pg from 'pg';
import type { Json } from './person';

/** A real client logged in with what a person was shown once. */
export async function logIn(credential: Json): Promise<pg.Client> {
  const url = credential.formats.find(({ id }: { id: string }) => id === 'url').text as string;
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Milliseconds. Far longer than anything takes on an idle machine; whoever waits for less says so. */
const PATIENCE = 30_000;

/** Resolves when the server has cut the connection, with how long that took; rejects after `patience` milliseconds. */
export function cut(client: pg.Client, patience = PATIENCE): Promise<number> {
  const began = Date.now();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The connection was still open after ${patience} ms.`)),
      patience,
    );
    client.once('end', () => {
      clearTimeout(timer);
      resolve(Date.now() - began);
    });
  });
}

/** One question to a server, as its administrator. */
export async function ask<T = Json>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as T[];
  } finally {
    await client.end();
  }
}

/** Asks again until the answer pleases, or fails with the last one. */
export async function eventually<T>(
  look: () => Promise<T>,
  pleases: (seen: T) => boolean,
  patience = PATIENCE,
): Promise<T> {
  const until = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (pleases(seen)) return seen;
    if (Date.now() > until) throw new Error(`Still not so after ${patience} ms: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
