import { tellEvent } from './tell-story';

const furtherAsked = (data: Record<string, unknown>) =>
  tellEvent({
    id: 'e',
    at: new Date('2026-11-28T10:00:00Z'),
    type: 'requests.asked_further',
    actorName: null,
    inPlaceOf: null,
    data,
  });

it.each([
  ['escalation', ['hugo'], 'Nobody had answered in time, so further approvers were asked too.'],
  ['escalation', [], 'Nobody had answered in time, and there was nobody else to ask.'],
  // Everybody of the stage that has its turn was asked before; it has its turn all the same.
  ['turn', [], 'The stage before is answered, so the next approvers were asked.'],
])('asked further because of %s: %j', (because, asked, sentence) => {
  expect(furtherAsked({ because, asked })).toMatchObject({ kind: 'asked', sentence });
});

it.each([
  [null, 'Lea approved with a passkey.'],
  ['Tomasz', 'Lea approved in place of Tomasz with a passkey.'],
])('approved in place of %s', (inPlaceOf, sentence) => {
  const at = new Date('2026-11-28T10:00:00Z');
  const event = { id: 'e', at, type: 'requests.approved', actorName: 'Lea', inPlaceOf };
  expect(tellEvent({ ...event, data: { factor: 'passkey' } })).toMatchObject({ kind: 'approved', sentence });
});
