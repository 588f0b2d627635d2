import type { Finding } from '../domain/fault';
import { finding, type Check, type Draft } from './draft';

export const peopleChecks: Check = (draft) => [
  ...sharedEmails(draft),
  ...managerCycles(draft),
  ...secondAccountFaults(draft),
];

function sharedEmails({ sections }: Draft): Finding[] {
  const holder = new Map<string, string>();
  return [...sections.people].flatMap(([handle, { email }]) => {
    const other = holder.get(email);
    holder.set(email, other ?? handle);
    if (other === undefined) return [];
    return [
      finding(['people', handle, 'email'], 'shared_email', `\`${other}\` has this e-mail address already.`),
    ];
  });
}

/** Each circle of managers once, at the first of its people in the file. */
function managerCycles({ sections: { people } }: Draft): Finding[] {
  const settled = new Set<string>();
  return [...people.keys()].flatMap((start) => {
    const walked: string[] = [];
    let current: string | undefined = start;
    while (current !== undefined && !settled.has(current) && !walked.includes(current)) {
      walked.push(current);
      current = people.get(current)?.manager;
    }
    const cycle =
      current !== undefined && walked.includes(current) ? walked.slice(walked.indexOf(current)) : [];
    walked.forEach((handle) => settled.add(handle));
    if (cycle.length === 0) return [];
    const chain = [...cycle, cycle[0]].map((handle) => `\`${handle}\``).join(' → ');
    return [
      finding(
        ['people', cycle[0], 'manager'],
        'manager_cycle',
        `These people manage each other in a circle: ${chain}. Leave \`manager\` out for the one at the top.`,
      ),
    ];
  });
}

function secondAccountFaults({ sections: { people } }: Draft): Finding[] {
  return [...people].flatMap(([handle, { secondAccountOf }]) => {
    if (secondAccountOf === undefined) return [];
    const path = ['people', handle, 'secondAccountOf'];
    if (secondAccountOf === handle) {
      return [finding(path, 'second_account_of_itself', 'An account is not its own second account.')];
    }
    const first = people.get(secondAccountOf)?.secondAccountOf;
    if (first === undefined) return [];
    return [
      finding(
        path,
        'second_account_chain',
        `\`${secondAccountOf}\` is a second account itself. Name the first account, \`${first}\`.`,
      ),
    ];
  });
}
