import { newsBetween } from './news';

const profile = { name: 'Customer data' };
const request = (
  state: 'pending' | 'approved' | 'denied' | 'cancelled' | 'lapsed',
  grant?: 'active' | 'ended' | 'unconfirmed',
) => ({
  id: 'r',
  profile,
  state,
  grant: grant && { state: grant },
});

const wordsBetween = (before: ReturnType<typeof request>, after: ReturnType<typeof request>) =>
  newsBetween([before], [after]).map(({ words }) => words);

it.each([
  [request('pending'), request('approved'), 'Approved. You can take the log-in.'],
  [request('pending'), request('denied'), 'Denied. Open it to read why.'],
  [request('pending'), request('lapsed'), 'Lapsed: nobody decided in time.'],
  [request('approved', 'active'), request('approved', 'ended'), 'Ended, and proved so.'],
  [
    request('approved', 'active'),
    request('approved', 'unconfirmed'),
    'Ended, but the target has not confirmed it yet.',
  ],
])('tells of %j becoming %j', (before, after, words) => {
  expect(wordsBetween(before, after)).toEqual([words]);
});

it('says nothing of what did not change, of what I did myself, and of what it sees for the first time', () => {
  expect(wordsBetween(request('pending'), request('pending'))).toEqual([]);
  expect(wordsBetween(request('pending'), request('cancelled'))).toEqual([]);
  expect(newsBetween([], [request('denied')])).toEqual([]);
});
