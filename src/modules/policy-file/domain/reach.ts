/** From near to far. */
export const REACHES = ['narrowing', 'ordinary', 'personal-data', 'circle'] as const;

/**
 * How far a change reaches, and so what it needs (ADR 0045). `narrowing` only takes access away. `circle` decides who is of the
 * personal-data circle or oversees it, who they are, or how such changes are made; `personal-data` what the circle is there to
 * keep, and who lets somebody reach it. Whatever is none of these is `ordinary`.
 */
export type Reach = (typeof REACHES)[number];

/** The data protection officer has to approve it, everybody of the circle is told, and there is time to stop it. */
export const isOverseen = (reach: Reach): boolean => reach === 'personal-data' || reach === 'circle';

/** That of the furthest; nothing at all takes nothing and gives nothing. */
export const reachOfAll = (reaches: readonly Reach[]): Reach =>
  REACHES[Math.max(0, ...reaches.map((reach) => REACHES.indexOf(reach)))];
