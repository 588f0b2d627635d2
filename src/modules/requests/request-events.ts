import {
  type AuditEventInput,
  type AuditField,
  type AuditReference,
  type AuditSeverity,
  open,
} from '../../platform/database/audit-event';
import type { ApproverCandidate } from '../policy';
import type { AccessRequest, Extension } from './access-request';

/** More time is part of the story of the request that the grant came of. */
const aboutExtended = ({ grantId, grantRequestId }: Extension): AuditReference[] => [
  { kind: 'grant', id: grantId },
  { kind: 'access-request', id: grantRequestId },
];

/** An event of a request's life, findable by its requester and its profile too. */
export const requestEvent = (
  type: `requests.${string}`,
  request: Pick<AccessRequest, 'id' | 'requesterId' | 'profileId' | 'extension'>,
  data: Record<string, AuditField> = {},
  severity: AuditSeverity = 'info',
): AuditEventInput => ({
  type,
  subject: { kind: 'access-request', id: request.id },
  related: [
    { kind: 'person', id: request.requesterId },
    { kind: 'access-profile', id: request.profileId },
    ...(request.extension ? aboutExtended(request.extension) : []),
  ],
  severity,
  data: { ...data, ...(request.extension && { extends: open(request.extension.grantId) }) },
});

/** Why somebody is asked after the others: their turn has come, nobody answered in time, somebody is away, or the rules changed. */
export type FurtherAskedBecause = 'turn' | 'escalation' | 'absence' | 'policy';

/** Who was put the question when; stages are counted from one, as people count them. */
export const furtherAskedEvent = (
  request: AccessRequest,
  because: FurtherAskedBecause,
  stage: number,
  asked: readonly ApproverCandidate[],
): AuditEventInput =>
  requestEvent('requests.asked_further', request, {
    version: open(request.version),
    because: open(because),
    stage: open(stage + 1),
    asked: open(asked.map(({ person }) => person.id)),
  });

/** One for each stage. */
export const furtherAskedEvents = (
  request: AccessRequest,
  because: FurtherAskedBecause,
  asked: readonly ApproverCandidate[],
): AuditEventInput[] =>
  [...new Set(asked.map(({ stage }) => stage))].map((stage) =>
    furtherAskedEvent(
      request,
      because,
      stage,
      asked.filter((candidate) => candidate.stage === stage),
    ),
  );
