const { readdirSync, readFileSync, existsSync } = require('node:fs');
const { join } = require('node:path');

// As quietAwsSdk() does for the product.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/**
 * Jest 30 cannot `require` an ES module on Node 20, and Nest 12 (with much of what it stands on) is ESM only.
 * So the packages whose package.json says `"type": "module"` are compiled to CommonJS with the rest.
 */
function esmPackages() {
  const root = join(__dirname, 'node_modules');
  const names = readdirSync(root).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(root, name)).map((sub) => `${name}/${sub}`) : [name],
  );
  return names.filter((name) => {
    const manifest = join(root, name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
  });
}

const project = {
  testEnvironment: 'node',
  runtime: '<rootDir>/test/support/compile-once-runtime.js',
  rootDir: __dirname,
  transform: {
    '\\.[cm]?[jt]sx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        // In files of their own: inline, every worker would keep them in memory with the code.
        sourceMaps: true,
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages().join('|')})/)`],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

module.exports = {
  // One more than the build machine has processors: what waits for processes and deadlines waits beside something that works.
  maxWorkers: 3,
  // Finds what hangs. How long something may take says its own test: real servers on a busy machine take many times as long.
  testTimeout: 60_000,
  // A worker keeps something of every module registry it had; past this it is replaced after its file.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/test/support/tally-reporter.js'],
  projects: [
    {
      ...project,
      displayName: 'unit',
      testMatch: ['<rootDir>/{src,web/src,test,bench,tools}/**/*.spec.ts'],
      testPathIgnorePatterns: [...project.testPathIgnorePatterns, '\\.it\\.spec\\.ts$', '/test/e2e/'],
    },
    {
      ...project,
      displayName: 'integration',
      testMatch: ['<rootDir>/{src,test}/**/*.it.spec.ts'],
      testPathIgnorePatterns: [...project.testPathIgnorePatterns, '/test/e2e/'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
    },
    {
      ...project,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e.spec.ts'],
      globalSetup: '<rootDir>/test/e2e/global-setup.ts',
    },
  ],
};
