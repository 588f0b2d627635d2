import type { Api } from './api';
import { type Request, request as requestShape, requests } from './answers';
import { CommandFailure, EXIT } from './exit-code';
import { named } from './named';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isId = (text: string): boolean => UUID.test(text);

/** By its id, a link to its page, or the newest of the person's own for a profile. */
export async function findRequest(api: Api, said: string, state?: Request['state']): Promise<Request> {
  const what = named(api, said);
  if (isId(what)) return api.get(`/requests/${what}`, requestShape);
  const query = new URLSearchParams({ scope: 'mine', limit: '200', ...(state && { state }) });
  const { items } = await api.get(`/requests?${query.toString()}`, requests);
  const found = items.find(({ profile }) => profile.key === what);
  if (found) return found;
  throw new CommandFailure(
    EXIT.notFound,
    `You have no ${state === 'pending' ? 'waiting ' : ''}request for “${what}”. “sallyport request ls” shows yours.`,
  );
}
