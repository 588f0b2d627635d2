import { nearDeadline } from './session-deadline';

const MINUTE = 60_000;
const times = { now: 0, lastAnswerAt: 0, idleWindowMs: 15 * MINUTE, endsAt: 8 * 60 * MINUTE };

it('is silent while there is plenty of time', () => {
  expect(nearDeadline(times)).toBeUndefined();
  expect(nearDeadline({ ...times, idleWindowMs: undefined, endsAt: undefined })).toBeUndefined();
});

it('warns two minutes before the session would be idle for too long', () => {
  expect(nearDeadline({ ...times, now: 13 * MINUTE - 1_000 })).toBeUndefined();
  expect(nearDeadline({ ...times, now: 13 * MINUTE })).toEqual({ kind: 'idle', secondsLeft: 120 });
});

it('is put off by an answer of the broker', () => {
  expect(nearDeadline({ ...times, now: 13 * MINUTE, lastAnswerAt: MINUTE })).toBeUndefined();
});

it('names the absolute end where that comes first, and never goes below zero', () => {
  const now = 8 * 60 * MINUTE + 5_000;
  expect(nearDeadline({ ...times, now, lastAnswerAt: now })).toEqual({ kind: 'absolute', secondsLeft: 0 });
});
