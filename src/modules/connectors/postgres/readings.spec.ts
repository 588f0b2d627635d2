import { guardReport } from './guard-report';
import { isAbsent, summaryOf, type RoleFacts } from './read-role';

const gone: RoleFacts = {
  readAt: new Date(0),
  standby: false,
  connections: 0,
  connectionsWithoutRole: 0,
  preparedTransactions: 0,
  serverVersion: '18.4',
  role: null,
};
const role = { canLogIn: true, validUntil: null, memberOf: [], grantedTo: [], dependencies: 0 };

describe('what a reading proves', () => {
  it('is absence when there is no role and nothing open', () => {
    expect(isAbsent(gone)).toBe(true);
    expect(summaryOf(gone)).toBe('Role absent and 0 connections');
  });

  it.each<[Partial<RoleFacts>, string]>([
    [{ role }, 'Role present and 0 connections'],
    [{ role: { ...role, canLogIn: false } }, 'Role present without log-in and 0 connections'],
    [{ connections: 1 }, 'Role absent and 1 connection'],
    [{ connectionsWithoutRole: 2 }, 'Role absent and 2 connections'],
    [{ preparedTransactions: 1 }, 'Role absent and 0 connections and 1 prepared transaction'],
  ])('is no absence with %j', (facts, summary) => {
    expect(isAbsent({ ...gone, ...facts })).toBe(false);
    expect(summaryOf({ ...gone, ...facts })).toBe(summary);
  });
});

describe('guardReport', () => {
  const now = new Date('2026-01-05T09:00:10.000Z');
  const beat = (secondsAgo: number, kind: 'pg_cron' | 'process' = 'process') => ({
    kind,
    lastSeenAt: new Date(now.getTime() - secondsAgo * 1_000),
  });

  it('relies on a guard for five seconds after its last sign of life', () => {
    expect(guardReport(beat(5), now)).toMatchObject({ kind: 'process', alive: true });
    expect(guardReport(beat(5.001), now)).toMatchObject({ kind: 'process', alive: false });
  });

  it('says in one sentence or two what that means', () => {
    expect(guardReport(undefined, now).summary).toMatch(
      /^Nothing ends open connections .+ refused all the same\.$/,
    );
    expect(guardReport(beat(1, 'pg_cron'), now).summary).toMatch(
      /^A pg_cron job .+ even while Sallyport is down\.$/,
    );
    expect(guardReport(beat(60), now).summary).toContain('2026-01-05T08:59:10.000Z');
  });
});
