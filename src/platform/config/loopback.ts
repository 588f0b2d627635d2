import { isIPv4 } from 'node:net';

/** Whether a host, without its port, is this machine and cannot be made another by whoever runs a name server. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
