const { sep } = require('node:path');
const { Script } = require('node:vm');
const Runtime = require('jest-runtime').default;

/** What this worker has compiled, by file name. */
const compiled = new Map();
/** What it has read of packages, which do not change while tests are watched. */
const packaged = new Map();
const PACKAGES = `${sep}node_modules${sep}`;

/**
 * Every spec file has modules of its own, and Jest reads and compiles all their files again for each: most of the time
 * that a spec of the whole product takes to load its 3,300. A script can run in any number of contexts, so each worker
 * compiles it once. What a script makes when it runs stays its spec's own, as before.
 */
module.exports = class CompileOnceRuntime extends Runtime {
  constructor(...facts) {
    super(...facts);
    this.readOnce();
    this.compileOnce();
  }

  readOnce() {
    const { transformCache } = this;
    const transform = transformCache.transform.bind(transformCache);
    transformCache.transform = (filename, options) => {
      if (!filename.includes(PACKAGES)) return transform(filename, options);
      if (!packaged.has(filename)) {
        const code = transform(filename, options);
        packaged.set(filename, { code, sourceMap: transformCache.sourceMaps.get(filename) });
      }
      const { code, sourceMap } = packaged.get(filename);
      if (sourceMap) transformCache.sourceMaps.set(filename, sourceMap);
      return code;
    };
  }

  compileOnce() {
    const { executor, _environment: environment } = this;
    const compile = executor.compile.bind(executor);
    const head = `(function (${executor.injectedModuleParameters.join(', ')}) {`;
    executor.compile = (code, filename) => {
      const context = environment.getVmContext();
      // Torn down, which Jest reports itself.
      if (context === null) return compile(code, filename);
      const script = scriptOf(head, code, filename);
      return script ? script.runInContext(context) : compile(code, filename);
    };
  }
};

/** Undefined for what does not compile: Jest says better why. */
function scriptOf(head, code, filename) {
  const known = compiled.get(filename);
  if (known?.code === code && known.head === head) return known.script;
  try {
    const script = new Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
    compiled.set(filename, { head, code, script });
    return script;
  } catch {
    return undefined;
  }
}
