import { asProblem, helpsToRepeat, isRefusal, OFFLINE, outOfReach, ProblemError, problemOf } from './problem';

const answered = (status: number) => new Response(null, { status });

it('passes on what the broker says, with the status of the answer', () => {
  const body = { code: 'requests.unknown_request', detail: 'There is no such request.' };
  expect(problemOf(body, answered(404))).toEqual({ ...body, status: 404 });
});

it('says of any other answer that it gave no reason', () => {
  expect(problemOf('<html>', answered(502)).code).toBe('client.unreadable_answer');
});

it('does not blame the network for an error of the page', () => {
  expect(asProblem(outOfReach()).code).toBe(OFFLINE);
  expect(asProblem(new TypeError('null is not an object')).code).toBe('client.unexpected');
});

it.each([
  [0, false],
  [401, true],
  [429, true],
  [503, false],
])('knows whether what was sent was looked at and refused after %i', (status, refused) => {
  expect(isRefusal(new ProblemError({ status, code: 'x', detail: 'x' }))).toBe(refused);
});

it.each([
  [0, true],
  [403, false],
  [404, false],
  [429, true],
  [500, true],
])('knows whether asking again helps after %i', (status, helps) => {
  expect(helpsToRepeat(asProblem(new ProblemError({ status, code: 'x', detail: 'x' })))).toBe(helps);
});
