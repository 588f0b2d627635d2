import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AppModule } from '../../src/app.module';
import { newId, Redacted, systemClock } from '../../src/kernel';
import { leaseEvent } from '../../src/modules/grants/grant-events';
import { IssueCredential } from '../../src/modules/grants/issuing/issue-credential';
import { readEnvironment } from '../../src/platform/config/environment';
import { loadMasterKey } from '../../src/platform/crypto/root-key-file';
import { type Actor, systemActor } from '../../src/platform/database/actor';
import { open } from '../../src/platform/database/audit-event';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { Principal } from '../../src/platform/http/principal';
import { makeLogger } from '../../src/platform/telemetry/logger';
import { atOnce, perSecond } from '../rounds';
import type { Claim } from '../support/approved-grants';
import type { Logins } from '../support/installation';
import { serve } from '../support/program';
import type { Settings } from '../support/settings';

/** The product's use cases without HTTP around them, as its own modules wire them, in a process beside the product's. */
let app: INestApplicationContext;
let audited: UnitOfWork;
let unaudited: UnitOfWork;

const tasks = {
  async connect({ settings, logins }: { settings: Settings; logins: Logins }): Promise<void> {
    const environment = readEnvironment(settings);
    const root = AppModule.for({
      environment,
      masterKey: await loadMasterKey(environment),
      logins: { app: new Redacted(logins.app), sealer: new Redacted(logins.sealer) },
      logger: makeLogger('silent'),
      clock: systemClock,
    });
    app = await NestFactory.createApplicationContext(root, { logger: false });
    audited = app.get(UnitOfWork);
    unaudited = new UnitOfWork(app.get(DataSource), { append: () => Promise.resolve() }, systemClock);
  },

  /** The first transaction of issuing (I4), with the event of it or without. How many a second. */
  intend({ claims, width, withEvents }: Intend): Promise<number> {
    const uow = withEvents ? audited : unaudited;
    return perSecond(claims.length, () => atOnce(width, claims, (claim) => intendOne(uow, claim)));
  },

  /** `units` transactions of `each` events and nothing else. How many events a second. */
  record({ units, each, width }: { units: number; each: number; width: number }): Promise<number> {
    const numbers = Array.from({ length: units }, (_, number) => number);
    return perSecond(units * each, () => atOnce(width, numbers, () => recordSome(each)));
  },
};
export type Work = typeof tasks;

interface Intend {
  readonly claims: Claim[];
  readonly width: number;
  readonly withEvents: boolean;
}

async function intendOne(uow: UnitOfWork, { grantId, digest, holder, stepUpToken }: Claim): Promise<void> {
  const { personId, sessionId } = holder;
  const actor: Actor = { kind: 'person', personId, requestId: newId(), address: '192.0.2.10' };
  const principal: Principal = {
    personId,
    credential: { kind: 'session', id: sessionId },
    name: '',
    jobRoles: ['tech-lead'],
  };
  const issuing = app.get(IssueCredential, { strict: false });
  // By the name of a private method, since no use case ends between the intent and the target.
  await uow.run(actor, (tx) =>
    issuing['intend'](tx, principal, { grantId, digest, stepUpToken, replace: false }),
  );
}

const RECORDER = systemActor('bench.recorder');

function recordSome(count: number): Promise<void> {
  return audited.run(RECORDER, (tx) => {
    for (let made = 0; made < count; made += 1) {
      const lease = { id: newId(), grantId: newId(), systemId: newId() };
      const grant = { requestId: newId(), personId: newId(), profileId: newId() };
      const data = { targetName: open(`sp_${lease.id}`), expiresAt: open(tx.now) };
      tx.record(leaseEvent('grants.lease_issued', lease, grant, data));
    }
  });
}

serve(tasks);
