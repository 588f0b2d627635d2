import { BlockList, isIP } from 'node:net';
import { matches } from './wildcards';

/** Keys of a request, as the policy language names them, in lower case: it tells no difference. */
export type RequestContext = Readonly<Record<string, string | undefined>>;

type Test = (value: string, wanted: string) => boolean;

const time = (text: string): number => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`The policy compares with “${text}”, which is no date.`);
  return at;
};

const inRange: Test = (address, range) => {
  const [network, bits] = range.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) !== (family === 'ipv6' ? 6 : 4)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  return list.check(address, family);
};

const TESTS: Readonly<Record<string, Test | undefined>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => matches(wanted, value),
  ArnLike: (value, wanted) => matches(wanted, value),
  Bool: (value, wanted) => value === wanted,
  DateEquals: (value, wanted) => time(value) === time(wanted),
  DateLessThan: (value, wanted) => time(value) < time(wanted),
  DateLessThanEquals: (value, wanted) => time(value) <= time(wanted),
  DateGreaterThan: (value, wanted) => time(value) > time(wanted),
  DateGreaterThanEquals: (value, wanted) => time(value) >= time(wanted),
  IpAddress: inRange,
};

/** Each is true where none of the values passes the positive test. */
const NEGATIONS: Readonly<Record<string, string | undefined>> = {
  StringNotEquals: 'StringEquals',
  StringNotLike: 'StringLike',
  ArnNotLike: 'ArnLike',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/** All operators and keys have to hold; of the values of one key, one. */
export function conditionHolds(
  condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  context: RequestContext,
): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      operatorHolds(operator, context[key.toLowerCase()], wanted),
    ),
  );
}

function operatorHolds(written: string, value: string | undefined, wanted: readonly string[]): boolean {
  const ifExists = written.endsWith('IfExists');
  const operator = ifExists ? written.slice(0, -'IfExists'.length) : written;
  if (operator === 'Null') return wanted.some((text) => (text === 'true') === (value === undefined));
  const negated = NEGATIONS[operator];
  const test = TESTS[negated ?? operator];
  if (!test) throw new Error(`This stand-in knows no condition operator ${operator}.`);
  if (value === undefined) return ifExists || negated !== undefined;
  return wanted.some((one) => test(value, one)) !== (negated !== undefined);
}
