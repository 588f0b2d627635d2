import { digestOf } from '../../../platform/crypto/digest';
import type { Person } from '../../directory';
import type { StepUpDemand } from '../step-up/step-up.service';

/** What a second factor covers where factors themselves are changed: exactly what the page says of it. */

const FRESH_SECONDS = 300;

const demand = (
  action: string,
  subjectId: string,
  shown: Readonly<Record<string, string>>,
): StepUpDemand => ({
  action: `identity.${action}`,
  subjectId,
  digest: digestOf({ action, ...shown }),
  maxAgeSeconds: FRESH_SECONDS,
});

export const addFactorDemand = (personId: string): StepUpDemand =>
  demand('add_factor', personId, { person: personId });

export const makeRecoveryCodesDemand = (personId: string): StepUpDemand =>
  demand('make_recovery_codes', personId, { person: personId });

/** An authenticator has no id of its own: there is one for each person. */
export const removeFactorDemand = (personId: string, factor: { id: string; name: string }): StepUpDemand =>
  demand('remove_factor', factor.id, { person: personId, factor: factor.id, name: factor.name });

type Concerned = Pick<Person, 'id' | 'name' | 'handle'>;

const forAnother = (action: string, { id, name, handle }: Concerned): StepUpDemand => ({
  ...demand(action, id, { person: id, name, handle }),
  privileged: true,
});

export const issueCodeDemand = (person: Concerned): StepUpDemand =>
  forAnother('issue_enrolment_code', person);
export const removeFactorsDemand = (person: Concerned): StepUpDemand => forAnother('remove_factors', person);
export const liftHoldDemand = (person: Concerned): StepUpDemand => forAnother('lift_hold', person);
