import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Hands every call on, and breaks the first connection on which something is sent before its answer is back. */
export async function losesFirstAnswer(target: string) {
  let lost = 0;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { authorization, 'content-type': type, 'idempotency-key': key } = incoming.headers;
      void fetch(`${target}${incoming.url}`, {
        method: incoming.method,
        headers: { authorization: authorization!, 'content-type': type!, 'idempotency-key': String(key) },
        body: Buffer.concat(chunks),
      }).then(async (answer) => {
        if (lost === 0) {
          lost += 1;
          return incoming.socket.destroy();
        }
        return outgoing.writeHead(answer.status).end(await answer.text());
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    stop: () => void server.close(),
  };
}
