const GROUPS = 8;
const OF_THE_NETWORK = 4;

/**
 * Whom an address belongs to: itself in IPv4, and in IPv6 the /64 that one customer gets at the least (RFC 6177), since
 * there a single machine has more addresses than anybody can count.
 */
export function networkOf(address: string): string {
  const [plain] = address.split('%');
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(plain);
  if (mapped) return mapped[1];
  if (!plain.includes(':')) return plain;
  const network = groupsOf(plain).slice(0, OF_THE_NETWORK);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

function groupsOf(address: string): string[] {
  const [head, tail] = address.split('::').map((part) => part.split(':').filter(Boolean));
  if (!tail) return head;
  return [...head, ...Array<string>(GROUPS - head.length - tail.length).fill('0'), ...tail];
}
