interface Asked {
  readonly requestVersion: number;
  readonly role: string;
  readonly stage: number;
}

/** What somebody is told once: as what they were asked about which version, in which stage. */
export const askTopic = ({ requestVersion, role, stage }: Asked): string =>
  `version ${requestVersion}, ${role} in stage ${stage + 1}`;

export const versionIn = (topic: string): number => Number(/^version (\d+)/.exec(topic)?.[1]);
