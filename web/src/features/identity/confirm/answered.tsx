import { Link } from '@tanstack/react-router';
import type { BrowserStepUp } from '../../../api/types';
import { Notice } from '../../../ui/notice';

interface AnsweredProps {
  readonly state: Exclude<BrowserStepUp['state'], 'waiting'>;
  readonly clientName: string;
}

/** What became of it, and where to go on. */
export function Answered({ state, clientName }: AnsweredProps) {
  if (state === 'confirmed') {
    return (
      <Notice tone="good" role="status" title="Confirmed. Go back to your terminal.">
        “{clientName}” goes on within seconds. You can close this page.
      </Notice>
    );
  }
  if (state === 'refused') {
    return (
      <Notice
        tone="neutral"
        role="status"
        title="Refused. Nothing was done."
        actions={<Link to="/security">Security settings</Link>}
      >
        If you did not start it, end “{clientName}” there and tell your security team.
      </Notice>
    );
  }
  return (
    <Notice tone="neutral" role="status" title="This has run out. Nothing was done.">
      A command line waits for ten minutes. Start the command again for a new link.
    </Notice>
  );
}
