import { Link } from '@tanstack/react-router';
import type { AccessRequest } from '../../api/types';
import { RelativeTime } from '../../ui/relative-time';
import { lengthWords, subjectWords } from '../requests/extension';
import { RequestBadge } from '../requests/request-badge';
import classes from './request-lines.module.css';

interface RequestLinesProps {
  readonly requests: readonly AccessRequest[];
  readonly withRequester?: boolean;
}

/** A handful of requests, one line each. */
export const RequestLines = ({ requests, withRequester = false }: RequestLinesProps) => (
  <ul className={classes.lines}>
    {requests.map((request) => (
      <li key={request.id} className={classes.line}>
        <div className={classes.words}>
          <Link to="/requests/$id" params={{ id: request.id }} className={classes.link}>
            {withRequester && <>{request.requester.name} asks for </>}
            {withRequester && request.extension
              ? `more time: ${request.profile.name}`
              : subjectWords(request)}
          </Link>
          <div className={classes.why}>{request.justification}</div>
        </div>
        <div className={classes.facts}>
          <span>{lengthWords(request)}</span>
          <RelativeTime at={request.createdAt} inRow />
          <RequestBadge request={request} />
        </div>
      </li>
    ))}
  </ul>
);
