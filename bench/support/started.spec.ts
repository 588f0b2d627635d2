import { Started } from './started';

describe('what a bench started', () => {
  const undone: string[] = [];
  const undo = (name: string) => (): void => void undone.push(name);
  beforeEach(() => undone.splice(0));

  it('is undone last first, each once', async () => {
    const started = new Started();
    expect(started.keep('folder', undo('folder'))).toBe('folder');
    await started.keep(Promise.resolve('server'), undo('server'));
    await started.stop();
    await started.stop();
    expect(undone).toEqual(['server', 'folder']);
  });

  it('is waited for when it is still starting, and then undone', async () => {
    const started = new Started();
    let arrive: (name: string) => void = () => undefined;
    const arriving = new Promise<string>((resolve) => (arrive = resolve));
    void started.keep(arriving, (name) => undone.push(name));
    const stopped = started.stop();
    expect(undone).toEqual([]);
    arrive('late');
    await stopped;
    expect(undone).toEqual(['late']);
  });

  it('needs no undoing when it never came about', async () => {
    const started = new Started();
    const failing = started.keep(Promise.reject(new Error('no')), undo('nothing'));
    await expect(failing).rejects.toThrow('no');
    await started.stop();
    expect(undone).toEqual([]);
  });

  it('is undone although something before it could not be, which is told', async () => {
    const started = new Started();
    started.keep('folder', undo('folder'));
    started.keep('server', () => Promise.reject(new Error('It hangs.')));
    await expect(started.stop()).rejects.toThrow('It hangs.');
    expect(undone).toEqual(['folder']);
  });

  it('after an interruption starts nothing more, and undoes what came too late', async () => {
    const started = new Started();
    await started.stop();
    expect(() => started.keep('late', undo('late'))).toThrow('interrupted');
    await started.stop();
    expect(undone).toEqual(['late']);
  });
});
