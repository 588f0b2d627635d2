import { AwsPeer, type PeerOptions } from './aws-peer';
import { furnishDemoAccount } from './demo-account';

const BROKER_KEY = { id: 'AKIAOFTHETESTS', secret: 'broker-canary-9Rv' };

/** The demonstration's AWS account in this process, where a test can watch it and make it misbehave. */
export interface DemoStandIn {
  readonly peer: AwsPeer;
  /** What SALLYPORT_DEMO_AWS holds. */
  readonly credential: string;
}

export async function startDemoStandIn(options: PeerOptions = {}): Promise<DemoStandIn> {
  const peer = await AwsPeer.start(options);
  furnishDemoAccount(peer.account, BROKER_KEY);
  const { id: accessKeyId, secret: secretAccessKey } = BROKER_KEY;
  return { peer, credential: JSON.stringify({ accessKeyId, secretAccessKey, endpoint: peer.endpoint }) };
}
