import { HOUR } from '../../src/kernel';
import { AskFurtherJob } from '../../src/modules/requests/routing/ask-further.job';
import { AskNewApproversJob } from '../../src/modules/requests/routing/ask-new-approvers.job';
import { applyPolicy } from './apply-policy';
import type { TestBroker } from './broker';
import type { Json, Person } from './person';

export interface RoutingScene {
  readonly broker: TestBroker;
  readonly hugo: Person;
  /** The routes of the profile that is asked for, as they stand in the demonstration's file. */
  readonly before: string;
  readonly asked: () => Promise<Json>;
  readonly seen: (request: Json) => Promise<Json>;
  readonly pass: (milliseconds: number) => Promise<void>;
}

const MANAGER = `      - by:
          - managerOf: requester
        escalateAfter: 2h
        escalateTo:
          - jobRole: cto
`;
const TECH_LEAD = `      - by:
          - jobRole: tech-lead
          - person: saoirse
        escalateAfter: 12h
        escalateTo:
          - jobRole: cto
`;

/** The rules put another stage in the place of one: a part of `routing.it.spec.ts`, on its broker. */
export function describeStages(scene: () => RoutingScene): void {
  const stages = (before: string, ...routes: string[]) =>
    [before, before.replace(/ {4}approvals:\n[^]*/, `    approvals:\n${routes.join('')}`)] as const;

  it('I1 that was put to further people lets nobody speak early in the one that has its place now', async () => {
    const { broker, hugo, before, asked, seen, pass } = scene();
    await applyPolicy(broker, stages(before, MANAGER, TECH_LEAD));
    const request = await asked();
    await pass(2 * HOUR);
    await broker.get(AskFurtherJob).run();
    expect((await seen(request)).stages[0].escalation.escalatedAt).not.toBeNull();

    await applyPolicy(broker, stages(before, TECH_LEAD));
    const early = await hugo.decide(request);
    expect(early).toMatchObject({ status: 403, body: { code: 'policy.not_an_approver' } });
    await broker.get(AskNewApproversJob).run();
    await broker.get(AskFurtherJob).run();
    expect((await hugo.decide(request)).body.code).toBe('policy.not_an_approver');
    const [stage] = (await seen(request)).stages;
    expect(stage).toMatchObject({ state: 'open', escalation: { escalatedAt: null } });

    await pass(12 * HOUR);
    await broker.get(AskFurtherJob).run();
    expect((await hugo.decide(request)).body.state).toBe('approved');
  });

  it('that waits longer than before, and is for the same people, stays what it was', async () => {
    const { broker, hugo, before, asked, pass } = scene();
    await applyPolicy(broker, stages(before, MANAGER));
    const request = await asked();
    await pass(2 * HOUR);
    await broker.get(AskFurtherJob).run();
    await applyPolicy(broker, stages(before, MANAGER.replace('2h', '6h')));
    expect((await hugo.decide(request)).body.state).toBe('approved');
  });
}
