import type { Reader, UnitOfWork } from '../../src/platform/database/unit-of-work';

/** A unit of work whose reads are counted, whatever else the process reads meanwhile. */
export function countedReads(uow: UnitOfWork): { readonly uow: UnitOfWork; readonly taken: () => number } {
  let statements = 0;
  const counted = <Method extends 'query' | 'first'>(method: Method): Reader[Method] =>
    ((...call: Parameters<Reader[Method]>) => {
      statements += 1;
      return uow.reader[method](...call);
    }) as Reader[Method];
  const reader: Reader = { query: counted('query'), first: counted('first') };
  return {
    uow: Object.create(uow, { reader: { value: reader } }) as UnitOfWork,
    taken: () => statements,
  };
}
