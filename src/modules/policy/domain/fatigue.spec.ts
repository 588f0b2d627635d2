import { aProfile } from '../../../../test/builders/policy';
import { denialPause, isBurst } from './fatigue';

const deniedAt = new Date('2026-11-30T09:00:00Z');
const after = (seconds: number): Date => new Date(deniedAt.getTime() + seconds * 1_000);
const pause = (seconds: number, pauseAfterDenial = 900) =>
  denialPause(aProfile({ pauseAfterDenial }), deniedAt, after(seconds));

describe('a pause after a denial', () => {
  it('says for how long, and until when', () => {
    expect(pause(0)).toEqual({
      code: 'requests.paused_after_denial',
      sentence:
        '“Customer data, read only” was denied to you. Read the reason, and ask again in 15 minutes, at 09:15 UTC.',
      until: after(900),
    });
    expect(pause(30)?.sentence).toContain('in 15 minutes, at 09:15 UTC');
    expect(pause(841)?.sentence).toContain('in 1 minute,');
  });

  it('is over to the second', () => {
    expect(pause(899)).toBeDefined();
    expect(pause(900)).toBeUndefined();
  });

  it('is none where the profile has none, or nothing was denied', () => {
    expect(pause(0, 0)).toBeUndefined();
    expect(denialPause(aProfile({ pauseAfterDenial: 900 }), null, deniedAt)).toBeUndefined();
  });
});

describe('a burst of requests', () => {
  const limit = { requests: 5, within: 600 };

  it('is raised by the first request beyond the limit, and again as often as it is reached anew', () => {
    const raised = Array.from({ length: 20 }, (_, sent) => sent).filter((sent) => isBurst(limit, sent));
    expect(raised).toEqual([6, 11, 16]);
    expect([1, 2, 3].map((sent) => isBurst({ ...limit, requests: 1 }, sent))).toEqual([false, true, true]);
  });
});
