import type { Clock } from '../../../kernel';
import type { NamedTarget, Reading } from '../connector';
import type { Collateral } from './ended-sessions';
import type { ProbeOutcome } from './probe-session';
import { ENDED_POLICY, type RoleDenials } from './role-denials';
import { instant } from './session-policy';

export interface SessionProof {
  readonly denials: RoleDenials;
  /** AWS's clock, read now. */
  readonly awsClock: () => Promise<Date>;
  /** Asks AWS as the session itself; left out where the entitlement wants none. */
  readonly probe?: () => Promise<ProbeOutcome>;
}

const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1_000) * 1_000);

/**
 * Whether a session can still do anything. AWS keeps no list of sessions that could be read, so the proof is what refuses them:
 * after the grant's end, by AWS's own clock, the session's policy; before it, the denial in the role's policy, read back.
 */
export async function readSession(
  { targetName, expiresAt }: NamedTarget,
  clock: Clock,
  proof: SessionProof,
): Promise<Reading> {
  const end = expiresAt && wholeSecond(expiresAt);
  if (end && clock.now() >= end) {
    const at = await proof.awsClock();
    if (at >= end) return overByItself(targetName, end, at);
  }
  const reading = await proof.denials.read();
  if (end && reading.at >= end) return overByItself(targetName, end, reading.at);
  const how = proof.denials.howDenied(reading, targetName);
  const { at } = reading;
  if (how === undefined)
    return (await proof.denials.roleIsGone()) ? roleGone(targetName, at) : undenied(targetName, end, at);
  if (how === 'issue-time') return deniedWithOthers(targetName, reading.ended.collateral, at);
  return proof.probe ? probed(targetName, at, await proof.probe()) : denied(targetName, at);
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

const denied = (session: string, at: Date): Reading => ({
  absent: true,
  readAt: at,
  summary:
    'The role denies everything to this session alone, which AWS may take some minutes to carry out everywhere',
  facts: { session, provedBy: 'role policy', policy: ENDED_POLICY },
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
    collateral: { sessionsIssuedBefore: collateral && instant(collateral.before) },
  },
});

function probed(session: string, at: Date, outcome: ProbeOutcome): Reading {
  const facts = { session, policy: ENDED_POLICY, probe: outcome };
  if (outcome === 'denied') {
    return {
      absent: true,
      readAt: at,
      summary: 'The role denies everything to this session alone, and AWS refused a call made under its name',
      facts: { ...facts, provedBy: 'probe' },
    };
  }
  const why =
    outcome === 'allowed'
      ? 'AWS has not carried it out yet: a call under its name was let through'
      : 'a call under its name was refused for another reason, which proves nothing';
  return {
    absent: false,
    readAt: at,
    summary: `The role denies everything to this session, but ${why}`,
    facts,
  };
}
