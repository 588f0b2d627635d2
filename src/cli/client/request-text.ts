import { SECOND } from '../../kernel';
import { durationInWords } from '../../modules/policy';
import type { Request } from './answers';
import type { ClientContext } from './context';
import { fingerprint, inert, listing, moment, table, when } from './words';

const STATES: Readonly<Record<Request['state'], string>> = {
  pending: 'waiting',
  approved: 'approved',
  denied: 'denied',
  cancelled: 'taken back',
  lapsed: 'lapsed: nobody decided in time',
};

type Told = Pick<ClientContext, 'clock' | 'screen'>;

/** Requests as a list: what, whose, for how long, where it stands, and the id by which other commands know it. */
export const requestList = ({ clock, screen }: Told, requests: readonly Request[], empty: string): string =>
  listing(
    screen,
    ['profile', 'for', 'state', 'asked by', 'asked', 'id'],
    requests.map((one) => [
      one.profile.key,
      durationInWords(one.durationSeconds),
      one.state === 'pending' ? 'waiting' : STATES[one.state].split(':')[0],
      one.requester.name,
      screen.isRead ? when(one.createdAt, clock.now()) : one.createdAt,
      one.id,
    ]),
    empty,
  );

/** One request, whole: everything that an approver has to read. */
export function requestText({ clock }: Told, request: Request): string {
  const now = clock.now();
  const { profile, extension } = request;
  const rows: (readonly [string, string] | false)[] = [
    ['Request', request.id],
    ['State', stateOf(request)],
    ['Asked by', `${request.requester.name}, ${when(request.createdAt, now)}`],
    ['Profile', `${profile.name} (${profile.key})`],
    ['Data', profile.personalData ? `${profile.dataCategory} (personal data)` : profile.dataCategory],
    ['Allows', profile.allows.join('; ')],
    profile.allowsNot.length > 0 && ['Not', profile.allowsNot.join('; ')],
    ['How long', lengthOf(request)],
    extension !== null && ['New end', moment(extension.until)],
    ['Reason', inert(request.justification)],
    request.ticket !== null && ['Ticket', inert(request.ticket)],
    request.state === 'pending' && ['Lapses', when(request.lapsesAt, now)],
    ...request.asked.map(({ name, because }) => ['Asked of', `${name}, ${because}`] as const),
    ...request.decisions.map((one) => ['Decided', decisionText(one, now)] as const),
    grantRow(request, now),
    ['Fingerprint', fingerprint(request.digest)],
  ];
  return table(rows.filter((row) => row !== false));
}

const stateOf = ({ state, waitingFor }: Request): string =>
  state === 'pending' ? (waitingFor ?? 'Waiting') : STATES[state];

const lengthOf = ({ durationSeconds, startsAt, extension }: Request): string => {
  const length = durationInWords(durationSeconds);
  if (extension !== null) return `${length} more`;
  return startsAt === null ? `${length} from the first use` : `${length}, not before ${moment(startsAt)}`;
};

export function decisionText(decision: Request['decisions'][number], now: Date): string {
  const { approver, decidedAt, reason, counts } = decision;
  const verb = decision.decision === 'approve' ? 'approved' : 'denied';
  const words = reason === null ? '' : `: “${inert(reason)}”`;
  const old = counts ? '' : ', of an earlier version, which counts no more';
  return `${verb} by ${approver.name}, ${when(decidedAt, now)}${old}${words}`;
}

function grantRow({ grant }: Request, now: Date): readonly [string, string] | false {
  if (grant === null) return false;
  const until =
    grant.expiresAt === null
      ? `to be claimed ${when(grant.claimBy, now)}`
      : `${Date.parse(grant.expiresAt) - now.getTime() > SECOND ? 'ends' : 'ended'} ${when(grant.expiresAt, now)}`;
  return ['Grant', `${grant.id}, ${grant.state}, ${until}`];
}
