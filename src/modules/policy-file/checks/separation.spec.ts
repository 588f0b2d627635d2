import { changed, faultsOf } from '../../../../test/builders/policy-file';

const told = (text: string): string[] => faultsOf(text).map(({ path, sentence }) => `${path}: ${sentence}`);

describe('profiles that nobody may hold together', () => {
  it('exclude others, not themselves', () => {
    const text = changed(['purpose: Planning.', 'purpose: Planning.\n    notTogetherWith: [count]']);
    expect(told(text)).toEqual([expect.stringContaining('cannot exclude itself')]);
  });

  it('say at one of two profiles who the extra approver is, and each profile once', () => {
    const rule = (other: string) =>
      `purpose: Planning.\n    notTogetherWith: [{ profile: ${other}, extraApprover: [{ jobRole: dpo }] }]`;
    const back: readonly [string, string] = [
      'processingActivity: support',
      'processingActivity: support\n    notTogetherWith: [count]',
    ];
    expect(told(changed(['purpose: Planning.', rule('read')]))).toEqual([]);
    expect(told(changed(['purpose: Planning.', rule('read')], back))).toEqual([
      expect.stringContaining('`read` excludes `count` as well. It works both ways'),
    ]);
    expect(told(changed(['purpose: Planning.', `${rule('read').slice(0, -1)}, read]`]))).toEqual([
      expect.stringContaining('`read` stands in this list already.'),
    ]);
  });
});
