import { conditionHolds, type RequestContext } from './conditions';
import type { PolicyDocument, PolicyStatement } from './policy-document';
import { matches } from './wildcards';

export interface AskedAction {
  /** `iam:GetRole` */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  /** ARN of who asks; compared with the statements that name a principal. */
  readonly principal?: string;
}

export type Verdict = 'allowed' | 'denied' | 'not-mentioned';

/** An explicit Deny anywhere wins; without an Allow nothing is allowed. */
export function evaluate(documents: readonly PolicyDocument[], asked: AskedAction): Verdict {
  const concerned = documents.flatMap(({ Statement }) => Statement).filter((one) => concerns(one, asked));
  if (concerned.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return concerned.length > 0 ? 'allowed' : 'not-mentioned';
}

const concerns = (statement: PolicyStatement, asked: AskedAction): boolean =>
  named(statement.Action, statement.NotAction, asked.action, matchesAction) &&
  named(statement.Resource, statement.NotResource, asked.resource, matches) &&
  namesPrincipal(statement, asked.principal) &&
  conditionHolds(statement.Condition ?? {}, asked.context);

/** Names of actions tell no difference between capitals and small letters; resources do. */
const matchesAction = (pattern: string, action: string): boolean =>
  matches(pattern.toLowerCase(), action.toLowerCase());

/** A trust policy names no resource, and an identity's policy no principal: what is left out concerns all. */
function named(
  wanted: readonly string[] | undefined,
  unwanted: readonly string[] | undefined,
  value: string,
  test: (pattern: string, value: string) => boolean,
): boolean {
  if (unwanted) return !unwanted.some((pattern) => test(pattern, value));
  return wanted === undefined || wanted.some((pattern) => test(pattern, value));
}

function namesPrincipal({ Principal }: PolicyStatement, principal: string | undefined): boolean {
  if (Principal === undefined || Principal === '*' || principal === undefined) return true;
  const [, partition, , , account] = principal.split(':');
  const accepted = [principal, '*', account, `arn:${partition}:iam::${account}:root`];
  return (Principal.AWS ?? []).some((name) => accepted.includes(name));
}
