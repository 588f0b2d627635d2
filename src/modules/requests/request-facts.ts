import { known } from '../../kernel';
import type { AccessProfile } from '../catalog';
import type { Approval, Organisation, PersonFacts, RequestFacts } from '../policy';
import type { AccessRequest, DecisionRow } from './access-request';

/** Who asks, among everybody. */
export interface Asker {
  readonly person: PersonFacts;
  readonly organisation: Organisation;
}

/** A request as the policy's functions take it. */
export const requestFacts = (
  request: AccessRequest,
  profile: AccessProfile,
  organisation: Organisation,
  escalated: ReadonlySet<number>,
): RequestFacts => ({
  requester: known(organisation.person(request.requesterId), 'A person'),
  profile: profile.rules,
  version: request.version,
  digest: request.digest,
  escalated,
});

/** Of what the requester holds by this very request, or by the one that it goes on from. */
export const ownRequestId = ({ id, extension }: AccessRequest): string => extension?.grantRequestId ?? id;

export type GivenApproval = Approval & Pick<DecisionRow, 'id'>;

/** The "yes" among the decisions. Whether each counts is judged by the policy. */
export const approvalsAmong = (decisions: readonly DecisionRow[]): GivenApproval[] =>
  decisions
    .filter(({ decision }) => decision === 'approve')
    .map((row) => ({ ...row, version: row.requestVersion, stepUpAt: row.factorVerifiedAt }));
