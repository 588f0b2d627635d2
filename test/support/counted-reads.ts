import type { Reader, UnitOfWork } from '../../src/platform/database/unit-of-work';

/** A unit of work whose reads are counted, whatever else the process reads meanwhile. */
export function countedReads(uow: UnitOfWork): { readonly uow: UnitOfWork; readonly taken: () => number } {
  let statements = 0;
  const counted = <Answer>(answer: Answer): Answer => {
    statements += 1;
    return answer;
  };
  const reader: Reader = {
    query: (sql, parameters) => counted(uow.reader.query(sql, parameters)),
    first: (sql, parameters) => counted(uow.reader.first(sql, parameters)),
  };
  return {
    uow: Object.create(uow, { reader: { value: reader } }) as UnitOfWork,
    taken: () => statements,
  };
}
