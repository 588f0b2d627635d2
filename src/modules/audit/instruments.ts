import { SECOND } from '../../kernel';
import { counter, gauge, histogram } from '../../platform/telemetry/metrics';

const sealedTotal = counter('sallyport_audit_sealed_total', 'Audit events that were given an index.');
const sealLag = histogram(
  'sallyport_audit_seal_lag_seconds',
  'From the recording of an audit event to its index, of the one that waited longest in each batch.',
  [0.1, 0.25, 0.5, 1, 2, 5, 15, 60],
);
const checkpointSize = gauge(
  'sallyport_audit_checkpoint_size',
  'Audit events that the newest checkpoint covers.',
);
const signingRefused = gauge('sallyport_audit_signing_refused', '1 while the signer refuses this database.');
const verificationBroken = gauge(
  'sallyport_audit_verification_broken',
  '1 once the self-check found a fault.',
);

export function sealed(count: number, lagMilliseconds: number): void {
  sealedTotal.inc(count);
  sealLag.observe(lagMilliseconds / SECOND);
}

export const signed = (size: number): void => {
  checkpointSize.set(size);
};

export const refused = (is: boolean): void => {
  signingRefused.set(is ? 1 : 0);
};

export const broken = (is: boolean): void => {
  verificationBroken.set(is ? 1 : 0);
};
