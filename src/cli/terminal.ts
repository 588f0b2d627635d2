export const print = (text: string): void => void process.stdout.write(text);
export const complain = (text: string): void => void process.stderr.write(text);
export const setExitCode = (code: number): void => {
  process.exitCode = code;
};
