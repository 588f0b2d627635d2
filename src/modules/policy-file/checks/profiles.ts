import { durationText, isCircleJobRole, ticketPatternFault } from '../../policy';
import type { Finding, Path } from '../domain/fault';
import { didYouMean } from '../domain/nearest';
import type { FileProfile } from '../schema/policy-file.schema';
import { finding, type Check, type Draft } from './draft';

export const profileChecks: Check = (draft) =>
  [...draft.sections.accessProfiles].flatMap(([name, profile]) => {
    const path = ['accessProfiles', name];
    return [
      ...circleFaults(path, profile),
      ...undeclaredPersonalData(path, profile, draft),
      ...durationFaults(path, profile),
      ...breakGlassFaults(path, profile),
      ...dataCategoryFaults(path, profile, draft),
      ...ticketFaults(path, profile),
      ...separationFaults(path, name, profile, draft),
    ];
  });

/** I18, the policy file's word; the database's constraint and the check at issue say the same. */
const circleFaults = (path: Path, { personalData, eligibleJobRoles }: FileProfile): Finding[] =>
  eligibleJobRoles.flatMap((jobRole, index) =>
    !personalData || isCircleJobRole(jobRole)
      ? []
      : [
          finding(
            [...path, 'eligibleJobRoles', index],
            'outside_circle',
            `Personal data is open to the job roles \`cto\` and \`tech-lead\` only; \`${jobRole}\` is outside that circle.`,
          ),
        ],
  );

/** Without this, `personalData: false` in one line would walk around the circle. */
const undeclaredPersonalData = (path: Path, profile: FileProfile, { sections }: Draft): Finding[] =>
  profile.personalData
    ? []
    : profile.entitlements.flatMap((name) =>
        sections.entitlements.get(name)?.personalData
          ? [
              finding(
                [...path, 'personalData'],
                'personal_data_undeclared',
                `The entitlement \`${name}\` reaches personal data, so this has to be \`true\`.`,
              ),
            ]
          : [],
      );

function durationFaults(path: Path, { duration }: FileProfile): Finding[] {
  const [minimum, proposed, maximum] = [duration.minimum, duration.default, duration.maximum].map(
    durationText,
  );
  if (duration.minimum > duration.maximum) {
    const sentence = `The minimum (${minimum}) is longer than the maximum (${maximum}).`;
    return [finding([...path, 'duration', 'maximum'], 'duration_order', sentence)];
  }
  if (duration.default < duration.minimum || duration.default > duration.maximum) {
    const sentence = `The default (${proposed}) has to lie between the minimum (${minimum}) and the maximum (${maximum}).`;
    return [finding([...path, 'duration', 'default'], 'duration_order', sentence)];
  }
  return [];
}

/** It is for the circle alone, and for less time than anything that somebody approved. */
function breakGlassFaults(path: Path, { breakGlass, duration, eligibleJobRoles }: FileProfile): Finding[] {
  if (breakGlass === undefined) return [];
  const at = [...path, 'breakGlass', 'maximum'];
  const [longest, maximum] = [breakGlass.maximum, duration.maximum].map(durationText);
  return [
    ...(breakGlass.maximum > duration.maximum
      ? [
          finding(
            at,
            'break_glass_too_long',
            `This (${longest}) is longer than what can be approved (${maximum}).`,
          ),
        ]
      : []),
    ...(breakGlass.maximum < duration.minimum
      ? [
          finding(
            at,
            'break_glass_too_short',
            `This (${longest}) is shorter than the minimum (${durationText(duration.minimum)}).`,
          ),
        ]
      : []),
    ...(eligibleJobRoles.some(isCircleJobRole)
      ? []
      : [
          finding(
            [...path, 'breakGlass'],
            'break_glass_for_nobody',
            'Only the job roles `cto` and `tech-lead` break the glass, and neither is among `eligibleJobRoles`.',
          ),
        ]),
  ];
}

function dataCategoryFaults(path: Path, profile: FileProfile, { sections }: Draft): Finding[] {
  const activity = sections.processingActivities.get(profile.processingActivity);
  if (activity === undefined || activity.dataCategories.includes(profile.dataCategory)) return [];
  return [
    finding(
      [...path, 'dataCategory'],
      'unknown_data_category',
      `The processing activity \`${profile.processingActivity}\` has no such category of data.${didYouMean(profile.dataCategory, activity.dataCategories)}`,
    ),
  ];
}

function ticketFaults(path: Path, { ticket }: FileProfile): Finding[] {
  const fault = ticket && ticketPatternFault(ticket.pattern);
  if (fault === undefined) return [];
  return [finding([...path, 'ticket', 'pattern'], 'ticket_pattern', `This pattern ${fault}.`)];
}

function separationFaults(path: Path, name: string, profile: FileProfile, { sections }: Draft): Finding[] {
  return profile.notTogetherWith.flatMap(({ profile: other, extraApprover }, index) => {
    const fault = (code: string, sentence: string): Finding[] => [
      finding([...path, 'notTogetherWith', index], code, sentence),
    ];
    if (other === name) return fault('separate_from_itself', 'A profile cannot exclude itself.');
    const isSaidThere = sections.accessProfiles
      .get(other)
      ?.notTogetherWith.some(({ profile: back }) => back === name);
    if (extraApprover === null || !isSaidThere) return [];
    return fault(
      'separation_said_twice',
      `\`${other}\` excludes \`${name}\` as well. It works both ways: say at one of the two who the extra approver is.`,
    );
  });
}
