import { useQuery } from '@tanstack/react-query';
import type { AuditEventDetail } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Fingerprint } from '../../ui/fingerprint';
import { Notice } from '../../ui/notice';
import { counted, wholeNumber } from '../../ui/words';
import { isIncluded } from './inclusion';

interface InclusionCheckProps {
  readonly body: string;
  readonly proof: AuditEventDetail['proof'];
}

/** The proof is checked here, in the browser, over the bytes that are shown. */
export function InclusionCheck({ body, proof }: InclusionCheckProps) {
  const { data: holds, isError } = useQuery({
    queryKey: ['audit', 'inclusion', body, proof],
    queryFn: () => (proof === null ? null : isIncluded(new TextEncoder().encode(body), proof)),
    staleTime: Infinity,
  });
  if (proof === null) {
    return (
      <Notice tone="neutral" title="Not signed yet">
        The next signed head of the tree covers it, within a minute. Open the event again to see its proof.
      </Notice>
    );
  }
  return (
    <>
      {holds === true && (
        <Notice tone="good" title="Checked in this browser: the bytes below are in the tree">
          Leaf {wholeNumber(proof.leafIndex)} of {wholeNumber(proof.treeSize)}, by{' '}
          {counted(proof.hashes.length, 'hash', 'hashes')}.
        </Notice>
      )}
      {holds === false && (
        <Notice tone="bad" role="alert" title="The proof does not hold">
          These bytes are not what was sealed. Keep this page and tell whoever is responsible for security.
        </Notice>
      )}
      {isError && (
        <Notice tone="warn" title="This browser cannot compute the check">
          Use <code>sallyport audit verify</code> instead.
        </Notice>
      )}
      <Facts>
        <Fact name="Root of the tree">
          <Fingerprint digest={proof.rootHash} whole />
        </Fact>
      </Facts>
    </>
  );
}
