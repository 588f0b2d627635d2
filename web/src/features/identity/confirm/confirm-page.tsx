import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { asProblem } from '../../../api/problem';
import { browserStepUpQuery } from '../../../api/queries/browser-step-ups';
import type { BrowserStepUp } from '../../../api/types';
import { Page } from '../../../ui/page';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { Answered } from './answered';
import { WhatIsAsked } from './what-is-asked';

const route = getRouteApi('/signed-in/confirm/$link');

/** Statuses of a link that is for somebody else, does not exist, or was cut while it was copied. */
const NO_SUCH_LINK: readonly number[] = [404, 422];

/** Where a second factor is given for a command line. The link only finds it; confirming takes its person, and a factor. */
export function ConfirmPage() {
  const { link } = route.useParams();
  const { data: asked, error, refetch } = useQuery(browserStepUpQuery(link));
  if (error && !asked) return <NothingHere error={error} onRetry={() => void refetch()} />;
  return (
    <Page
      title="Confirm for your command line"
      lead="A command line takes no passkey, so what it asks for is confirmed here."
    >
      {asked ? <Asked key={asked.id} link={link} asked={asked} /> : <ReadingRows rows={6} lines={2} framed />}
    </Page>
  );
}

function Asked({ link, asked }: { readonly link: string; readonly asked: BrowserStepUp }) {
  const [state, setState] = useState(asked.state);
  if (state !== 'waiting') return <Answered state={state} clientName={asked.clientName} />;
  return <WhatIsAsked link={link} asked={asked} onAnswered={setState} />;
}

function NothingHere({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const failed = !NO_SUCH_LINK.includes(asProblem(error).status);
  return (
    <Page
      title="There is nothing to confirm here"
      lead={
        failed
          ? undefined
          : 'Each link is for the person whose command line asks: it may be for somebody else, or not be complete. Start the command again for a new one.'
      }
    >
      {failed && <ProblemMessage error={error} onRetry={onRetry} />}
    </Page>
  );
}
