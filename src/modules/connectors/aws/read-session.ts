import type { Clock } from '../../../kernel';
import type { NamedTarget, Reading } from '../connector';
import { type Collateral, endedUpTo } from './ended-sessions';
import type { ProbeOutcome } from './probe-session';
import type { RoleDenials } from './role-denials';
import { ENDED_POLICY } from './role-policy';
import { instant, wholeSecond } from './session-policy';

export interface SessionProof {
  readonly denials: RoleDenials;
  /** AWS's clock, read now. */
  readonly awsClock: () => Promise<Date>;
  /** Asks AWS as the session itself; left out where the entitlement wants none. */
  readonly probe?: () => Promise<ProbeOutcome>;
}

/** AWS's clock where, by it, the session's own policy refuses everything; undefined as long as it does not. */
export async function overAt(
  { expiresAt }: Pick<NamedTarget, 'expiresAt'>,
  clock: Clock,
  awsClock: SessionProof['awsClock'],
): Promise<Date | undefined> {
  if (!expiresAt || clock.now() < wholeSecond(expiresAt)) return undefined;
  const at = await awsClock();
  return at >= wholeSecond(expiresAt) ? at : undefined;
}

/**
 * Whether a session can still do anything. AWS keeps no list of sessions that could be read, so the proof is what refuses them:
 * after the grant's end, by AWS's own clock, the session's policy; before it, the denial in the role's policy, read back.
 */
export async function readSession(lease: NamedTarget, clock: Clock, proof: SessionProof): Promise<Reading> {
  const { targetName, expiresAt } = lease;
  const end = expiresAt && wholeSecond(expiresAt);
  const over = await overAt(lease, clock, proof.awsClock);
  if (end && over) return overByItself(targetName, end, over);
  const reading = await proof.denials.read();
  if (end && reading.at >= end) return overByItself(targetName, end, reading.at);
  const how = proof.denials.howDenied(reading, targetName);
  const { at } = reading;
  if (how === undefined)
    return (await proof.denials.roleIsGone()) ? roleGone(targetName, at) : undenied(targetName, end, at);
  if (how === 'issue-time') return deniedWithOthers(targetName, reading.ended.collateral, at);
  const endedAt = endedUpTo(reading.ended, targetName);
  return proof.probe
    ? probed({ targetName, endedAt, at }, await proof.probe())
    : denied({ targetName, endedAt, at });
}

function overByItself(session: string, end: Date, at: Date): Reading {
  return {
    absent: true,
    readAt: at,
    summary: `The session is worth nothing since its grant ended at ${instant(end)}: AWS's own clock read ${instant(at)}`,
    facts: { session, provedBy: 'session policy', grantEnded: instant(end) },
  };
}

const undenied = (session: string, end: Date | undefined, at: Date): Reading => ({
  absent: false,
  readAt: at,
  summary: `Nothing denies the session at ${instant(at)}${end ? `, and its own policy does so only from ${instant(end)} on` : ''}`,
  facts: { session, policy: ENDED_POLICY },
});

const roleGone = (session: string, at: Date): Reading => ({
  absent: true,
  readAt: at,
  summary: 'The role does not exist any more, and AWS refuses whatever its sessions ask for',
  facts: { session, provedBy: 'role gone' },
});

interface DeniedByName {
  readonly targetName: string;
  /** Kept with the proof: by it a later look knows whether a denial by the time of issue covers the session. */
  readonly endedAt: Date | undefined;
  readonly at: Date;
}

const factsOf = ({ targetName, endedAt }: DeniedByName): Record<string, unknown> => ({
  session: targetName,
  policy: ENDED_POLICY,
  ...(endedAt && { endedAt: instant(endedAt) }),
});

const denied = (session: DeniedByName): Reading => ({
  absent: true,
  readAt: session.at,
  summary:
    'The role denies everything to this session alone, which AWS may take some minutes to carry out everywhere',
  facts: { ...factsOf(session), provedBy: 'role policy' },
});

const deniedWithOthers = (session: string, collateral: Collateral | undefined, at: Date): Reading => ({
  absent: true,
  readAt: at,
  summary:
    `The role denies everything to all sessions issued before ${collateral ? instant(collateral.before) : 'now'}, ` +
    'other people’s too: it has no room for more names',
  facts: {
    session,
    provedBy: 'role policy',
    policy: ENDED_POLICY,
    ...(collateral && { endedAt: instant(collateral.before) }),
    collateral: { sessionsIssuedBefore: collateral && instant(collateral.before) },
  },
});

const PROVES_NOTHING: Readonly<Record<Exclude<ProbeOutcome, 'denied'>, string>> = {
  allowed: 'AWS has not carried it out yet: a call under its name was let through',
  inconclusive: 'a call under its name was refused for another reason, which proves nothing',
  blind:
    'it refuses the call that would show it to every session, which proves nothing: take iam:ListAccountAliases out of what the role denies',
};

function probed(session: DeniedByName, outcome: ProbeOutcome): Reading {
  const { at } = session;
  const facts = { ...factsOf(session), probe: outcome };
  if (outcome === 'denied') {
    return {
      absent: true,
      readAt: at,
      summary: 'The role denies everything to this session alone, and AWS refused a call made under its name',
      facts: { ...facts, provedBy: 'probe' },
    };
  }
  return {
    absent: false,
    readAt: at,
    summary: `The role denies everything to this session, but ${PROVES_NOTHING[outcome]}`,
    facts,
  };
}
