import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { useRequests } from '../../api/queries/requests';
import type { AccessRequest } from '../../api/types';
import { type News, newsBetween } from './news';

const Toasts = lazy(() => import('./toasts').then((module) => ({ default: module.Toasts })));

/** Tells a person who is on another page what became of their requests. Fetches what it needs when there is news. */
export function NewsWatch() {
  const requests = useRequests('mine').data?.pages[0]?.items;
  const known = useRef<readonly AccessRequest[] | undefined>(undefined);
  const [news, setNews] = useState<readonly News[]>([]);
  const { state } = useRouter();

  useEffect(() => {
    if (!requests) return;
    const elsewhere = ({ requestId }: News) => state.location.pathname !== `/requests/${requestId}`;
    const latest = newsBetween(known.current ?? [], requests).filter(elsewhere);
    known.current = requests;
    if (latest.length > 0) setNews(latest);
  }, [requests, state]);

  if (news.length === 0) return null;
  return (
    <Suspense>
      <Toasts news={news} />
    </Suspense>
  );
}
