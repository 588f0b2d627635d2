import { useRequest } from '../../../api/queries/requests';
import { AskCard } from '../../../ui/ask-card';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { durationWords } from '../../../ui/words';
import { AnswerPanel } from './answer-panel';
import type { AskedProps } from './asked-props';

/** Which request the command line would approve or deny: the same card as on every page that decides. */
export function DecisionAsked(props: AskedProps) {
  const { asked } = props;
  const { data: request, error, refetch } = useRequest(asked.subjectId);
  if (error && !request) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  if (!request) return <ReadingRows rows={6} lines={2} framed />;
  const approves = asked.action === 'requests.approve';
  const { requester, profile, durationSeconds, extension } = request;
  const length = `${durationWords(durationSeconds)}${extension ? ' more' : ''}`;
  return (
    <>
      <AskCard request={request} />
      <AnswerPanel
        {...props}
        stands={(approves ? request.may.approve : request.may.decide) && request.digest === asked.digest}
        verb={approves ? `Approve for ${length}` : 'Deny'}
        words={
          <>
            <strong>{approves ? 'Approve' : 'Deny'}</strong>: {requester.name}, {profile.name}, {length}.
          </>
        }
      />
    </>
  );
}
