import { z } from 'zod';

import type { EndedTarget } from '../connector';

/** A denial that has to stand for as long as its session might live. */
export interface StandingDenial {
  readonly name: string;
  readonly expiresAt: Date;
  /** Up to when its sessions were issued, by AWS's clock, as its proof says. */
  readonly endedAt: Date | undefined;
  /** AWS's clock at its proof. */
  readonly provedAt: Date;
}

const proofFacts = z.looseObject({
  provedBy: z.string().optional(),
  endedAt: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional(),
});
/** Those need no denial, and a new role of an old name has nothing to do with the old one's sessions. */
const NEED_NONE: readonly unknown[] = ['session policy', 'role gone'];

/** What has to go on standing of what was proved; undefined where the session is over without. */
export function standingDenial({
  targetName: name,
  expiresAt,
  proof,
}: EndedTarget): StandingDenial | undefined {
  const { provedBy, endedAt } = proofFacts.catch({}).parse(proof.facts);
  return NEED_NONE.includes(provedBy) ? undefined : { name, expiresAt, endedAt, provedAt: proof.readAt };
}
