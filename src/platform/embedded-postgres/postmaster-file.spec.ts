import { parsePostmasterFile } from './postmaster-file';

describe('postmaster.pid', () => {
  it('names process and port, and says when the server is ready', () => {
    const text = '4242\n/srv/data\n1795370319\n54321\n\n127.0.0.1\n 16039949 4\nready   \n';
    expect(parsePostmasterFile(text)).toEqual({ pid: 4242, port: 54321, ready: true });
  });

  it('is not ready while the server starts, when the last lines are missing', () => {
    expect(parsePostmasterFile('4242\n/srv/data\n1795370319\n')).toEqual({
      pid: 4242,
      port: undefined,
      ready: false,
    });
  });

  it('carries a negative process id in single-user mode', () => {
    expect(parsePostmasterFile('-17\n/srv/data\n')?.pid).toBe(17);
  });

  it.each(['', '\n', 'nonsense\n', '0\n'])('says nothing when it reads %j', (text) => {
    expect(parsePostmasterFile(text)).toBeUndefined();
  });
});
