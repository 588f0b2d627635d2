import { inspect } from 'node:util';

import { DomainError, systemClock } from '../../kernel';
import { TargetError, type IssuedCredential, type LeaseTarget } from './connector';
import type { ConnectorHarness } from './harness.contract';
import { fixedDeadlineContract, moveDeadline, movingDeadlineContract } from './deadline.contract';

/** In what targets differ by their nature. Whatever a target can do is asked of its connector. */
export interface TargetNature {
  /** Leases can be found at the target by somebody who knows none of them. */
  readonly leasesAreListed: boolean;
  /** A second secret of one lease takes the first one's place, or stands beside it until both end together. */
  readonly secondSecret: 'replaces' | 'joins';
  /** The target keeps the end of a credential and can move it, or the credential carries its end in itself. */
  readonly deadline: 'moves' | 'carried';
}

/** Registers the tests that every connector passes. `start` is called once. */
export function connectorContract(
  title: string,
  nature: TargetNature,
  start: () => Promise<ConnectorHarness>,
): void {
  describe(`connector contract: ${title}`, () => {
    // Real servers: on a busy machine each step takes its time.
    jest.setTimeout(60_000);
    let at: ConnectorHarness;
    beforeAll(async () => {
      at = await start();
    });
    afterAll(() => at.stop());

    const asksToMove = (lease: LeaseTarget): [string, () => Promise<unknown>][] => [
      ['moveDeadline', () => moveDeadline(at, lease, lease.expiresAt)],
    ];
    const asksForList: [string, () => Promise<unknown>] = ['list', () => at.connector.list(at.system)];
    /** Every call that asks the target something. */
    const calls = (lease: LeaseTarget): [string, () => Promise<unknown>][] => [
      ['issue', () => at.connector.issue(at.system, lease)],
      ['revoke', () => at.connector.revoke(at.system, lease)],
      ['verify', () => at.connector.verify(at.system, lease)],
      ...(nature.leasesAreListed ? [asksForList] : []),
      ['guard', () => at.connector.guard(at.system)],
      ...(nature.deadline === 'moves' ? asksToMove(lease) : []),
    ];
    const listed = async (lease: LeaseTarget): Promise<boolean> =>
      (await at.connector.list(at.system)).some(({ targetName }) => targetName === lease.targetName);

    it('issues a credential that works, under the name that was agreed', async () => {
      const lease = at.lease();
      const credential = await at.connector.issue(at.system, lease);

      expect(credential.username).toBe(lease.targetName);
      expect(await at.works(credential)).toBe(true);
      expect(await at.connector.verify(at.system, lease)).toMatchObject({ absent: false });
      expect(await listed(lease)).toBe(nature.leasesAreListed);
    });

    it('I4 names a lease the same way each time, in ASCII of at most 63 bytes', () => {
      const { leaseId, targetName } = at.lease();

      expect(at.connector.targetName(leaseId)).toBe(targetName);
      expect(targetName).toMatch(/^[!-~]{1,63}$/);
    });

    const issueTwice = async (lease: LeaseTarget): Promise<[IssuedCredential, IssuedCredential]> => [
      await at.connector.issue(at.system, lease),
      await at.connector.issue(at.system, lease),
    ];
    /** Eight calls at one moment; those that are refused must say so as the port wants it. */
    const issueEightTimes = async (lease: LeaseTarget): Promise<IssuedCredential[]> => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => at.connector.issue(at.system, lease)),
      );
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(TargetError);
      return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    };
    const working = async (credentials: readonly IssuedCredential[]): Promise<number> =>
      (await Promise.all(credentials.map((credential) => at.works(credential)))).filter(Boolean).length;

    if (nature.secondSecret === 'replaces') {
      it('I3 issued twice, leaves one credential: the later one', async () => {
        const [first, second] = await issueTwice(at.lease());

        expect(await at.works(first)).toBe(false);
        expect(await at.works(second)).toBe(true);
      });

      it('I3 issued eight times at once, leaves at most one credential', async () => {
        expect(await working(await issueEightTimes(at.lease()))).toBeLessThanOrEqual(1);
      });
    } else {
      it('I3 issued twice, ends both with one end', async () => {
        const lease = at.lease();
        const both = await issueTwice(lease);
        expect(await working(both)).toBe(2);
        await at.connector.revoke(at.system, lease);

        expect(await working(both)).toBe(0);
      });

      it('I3 issued eight times at once, ends all of them with one end', async () => {
        const lease = at.lease();
        const issued = await issueEightTimes(lease);
        expect(issued.length).toBeGreaterThan(0);
        await at.connector.revoke(at.system, lease);

        expect(await working(issued)).toBe(0);
      });
    }

    it('ends one of two leases of the same right, and leaves the other as it was', async () => {
      const [one, other] = [at.lease(), at.lease()];
      const ended = await at.connector.issue(at.system, one);
      const stays = await at.connector.issue(at.system, other);
      await at.connector.revoke(at.system, one);

      expect(await at.works(ended)).toBe(false);
      expect(await at.works(stays)).toBe(true);
      expect(await at.connector.verify(at.system, one)).toMatchObject({ absent: true });
      expect(await at.connector.verify(at.system, other)).toMatchObject({ absent: false });
      await at.connector.revoke(at.system, other);
    });

    it('ends a credential, and reads back that it is gone', async () => {
      const lease = at.lease();
      const credential = await at.connector.issue(at.system, lease);
      await at.connector.revoke(at.system, lease);
      const reading = await at.connector.verify(at.system, lease);

      expect(reading).toMatchObject({ absent: true });
      expect(reading.summary).not.toBe('');
      expect(Math.abs(reading.readAt.getTime() - systemClock.now().getTime())).toBeLessThan(60_000);
      expect(await at.works(credential)).toBe(false);
      expect(await listed(lease)).toBe(false);
    });

    it('takes it for a success to end twice, at once too, and to end what never was', async () => {
      const lease = at.lease();
      await at.connector.issue(at.system, lease);
      await Promise.all([at.connector.revoke(at.system, lease), at.connector.revoke(at.system, lease)]);
      await at.connector.revoke(at.system, lease);
      await at.connector.revoke(at.system, at.lease());

      expect(await at.connector.verify(at.system, lease)).toMatchObject({ absent: true });
    });

    it('changes nothing by reading', async () => {
      const lease = at.lease();
      const credential = await at.connector.issue(at.system, lease);
      await at.connector.verify(at.system, lease);
      await at.connector.list(at.system);
      await at.connector.guard(at.system);
      await at.connector.preflight(at.system, [lease.entitlement]);

      expect(await at.works(credential)).toBe(true);
    });

    it('throws while the target is down, takes it for a finding in preflight, and works when it is back', async () => {
      const lease = at.lease();
      await at.connector.issue(at.system, lease);
      const up = await at.network.down();
      try {
        for (const [, call] of calls(lease))
          await expect(call()).rejects.toMatchObject({ code: 'unreachable' });
        expect(await at.connector.preflight(at.system)).toEqual([expect.objectContaining({ ok: false })]);
      } finally {
        await up();
      }
      await at.connector.revoke(at.system, lease);

      expect(await at.connector.verify(at.system, lease)).toMatchObject({ absent: true });
    });

    it('gives up on a target that hangs, soon, and works when it is back', async () => {
      const lease = at.lease();
      await at.connector.issue(at.system, lease);
      const recover = at.network.hanging();
      try {
        const began = systemClock.now().getTime();
        const outcomes = await Promise.allSettled(calls(lease).map(([, call]) => call()));
        expect(systemClock.now().getTime() - began).toBeLessThan(at.patience);
        for (const outcome of outcomes) {
          expect(outcome).toMatchObject({
            status: 'rejected',
            reason: { name: 'TargetError', code: 'timeout' },
          });
        }
      } finally {
        recover();
      }
      await at.connector.revoke(at.system, lease);

      expect(await at.connector.verify(at.system, lease)).toMatchObject({ absent: true });
    });

    it('bears with a target that is slow', async () => {
      const recover = at.network.slow();
      try {
        const lease = at.lease();
        await at.connector.issue(at.system, lease);
        await at.connector.revoke(at.system, lease);
        expect(await at.connector.verify(at.system, lease)).toMatchObject({ absent: true });
      } finally {
        recover();
      }
    });

    it('says that rights are missing', async () => {
      await expect(at.connector.issue(at.powerless, at.lease())).rejects.toMatchObject({
        name: 'TargetError',
        code: 'rights_missing',
      });
    });

    it('I4 an issue whose answer was lost can be issued again, or ended', async () => {
      const lease = at.lease();
      const recover = at.network.losesAnswerOf('issue');
      await expect(at.connector.issue(at.system, lease)).rejects.toBeInstanceOf(TargetError).finally(recover);
      expect(await at.connector.verify(at.system, lease)).toMatchObject({ absent: false });

      expect(await at.works(await at.connector.issue(at.system, lease))).toBe(true);
      await at.connector.revoke(at.system, lease);
      expect(await at.connector.verify(at.system, lease)).toMatchObject({ absent: true });
    });

    it('I7 an end whose answer was lost can be asked for again', async () => {
      const lease = at.lease();
      await at.connector.issue(at.system, lease);
      const recover = at.network.losesAnswerOf('revoke');
      await expect(at.connector.revoke(at.system, lease))
        .rejects.toBeInstanceOf(TargetError)
        .finally(recover);
      await at.connector.revoke(at.system, lease);

      expect(await at.connector.verify(at.system, lease)).toMatchObject({ absent: true });
    });

    if (nature.deadline === 'moves') movingDeadlineContract(() => at);
    else fixedDeadlineContract(() => at);

    if (nature.leasesAreListed) {
      it('needs no more than the name to end an orphan', async () => {
        const lease = at.lease();
        const orphan = { targetName: lease.targetName, entitlement: undefined, expiresAt: undefined };
        await at.connector.issue(at.system, lease);
        await at.connector.revoke(at.system, orphan);

        expect(await at.connector.verify(at.system, orphan)).toMatchObject({ absent: true });
      });

      it('I8 lists what no lease explains, with the lease it was made for', async () => {
        const lease = at.lease();
        await at.connector.issue(at.system, lease);

        expect(await at.connector.list(at.system)).toContainEqual(
          expect.objectContaining({ targetName: lease.targetName, leaseId: lease.leaseId }),
        );
      });
    }

    it('refuses wrong settings with a sentence', () => {
      for (const check of [
        () => at.connector.checkSystemSettings(at.wrongSettings.system),
        () => at.connector.checkEntitlementSettings(at.wrongSettings.entitlement),
      ]) {
        expect(check).toThrow(DomainError);
      }
      at.connector.checkSystemSettings(at.system.settings);
      at.connector.checkEntitlementSettings(at.lease().entitlement);
    });

    it('I17 keeps secrets out of whatever can be printed', async () => {
      const lease = at.lease();
      const credential = await at.connector.issue(at.system, lease);
      const up = await at.network.down();
      const failures = await Promise.all(
        calls(lease).map(([, call]) => call().catch((error: unknown) => error)),
      );
      await up();
      const refusal = await at.connector.issue(at.powerless, at.lease()).catch((error: unknown) => error);
      const everything = [credential, at.connector, at.system, refusal, ...failures];
      const printed = everything
        .map((thing) => inspect(thing, { depth: 20, getters: true }) + JSON.stringify(thing))
        .join('\n');

      for (const secret of [credential.secret.reveal(), ...at.brokerSecrets]) {
        expect(printed.includes(secret)).toBe(false);
      }
      for (const { text } of credential.formats) expect(printed.includes(text.reveal())).toBe(false);
    });
  });
}
