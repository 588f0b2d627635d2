import { CommandFailure, EXIT } from './exit-code';

/** Runs what may take long. On Ctrl-C it is let go, and what stays behind is said in `left`. */
export async function whileWaiting<T>(left: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const aborter = new AbortController();
  const interrupt = (): void => aborter.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(aborter.signal);
  } catch (error) {
    throw aborter.signal.aborted ? new CommandFailure(EXIT.interrupted, left) : error;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
