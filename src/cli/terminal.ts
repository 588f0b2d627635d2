export const print = (text: string): void => void process.stdout.write(text);
export const complain = (text: string): void => void process.stderr.write(text);
export const setExitCode = (code: number): void => {
  process.exitCode = code;
};

/** Who is at the other end of this process's streams: a person, or a program. */
export const isRead = (): boolean => process.stdout.isTTY;
export const isAnswered = (): boolean => process.stdin.isTTY && process.stderr.isTTY;
