import type { Api } from './api';
import { CommandFailure, EXIT } from './exit-code';

const PAGE_OF_REQUEST = /^\/requests\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;

/** What a person named: the id in a link to the page of a request, as messages and the browser have it; or what they typed. */
export function named({ server }: Api, what: string): string {
  if (!/^https?:\/\//i.test(what)) return what;
  const link = URL.parse(what);
  if (link?.origin !== new URL(server).origin)
    throw new CommandFailure(
      EXIT.usage,
      `That link is not of ${server}. With --server you say which one you mean.`,
    );
  const id = PAGE_OF_REQUEST.exec(link.pathname)?.[1];
  if (id !== undefined) return id;
  throw new CommandFailure(
    EXIT.usage,
    'That link leads to no request. Open it, and copy the address of the request’s page.',
  );
}
