/**
 * Who may import whom: the table of docs/architecture.md as data. The rules below are made from it,
 * and test/house/dependency-map.spec.ts shows each of them refusing a violation.
 */
const mayImport = {
  audit: [],
  policy: [],
  keys: ['audit'],
  directory: ['audit', 'policy'],
  identity: ['audit', 'directory', 'keys', 'catalog'],
  catalog: ['audit', 'directory', 'keys', 'policy'],
  connectors: ['audit', 'catalog'],
  grants: ['audit', 'directory', 'identity', 'keys', 'catalog', 'policy', 'connectors'],
  requests: ['audit', 'directory', 'identity', 'catalog', 'policy', 'grants'],
  people: ['audit', 'directory', 'identity', 'catalog', 'policy', 'grants'],
  'policy-file': ['audit', 'directory', 'catalog', 'identity', 'policy', 'connectors', 'grants', 'people'],
  inventory: ['audit', 'directory', 'catalog', 'connectors'],
  slack: ['audit', 'directory', 'identity', 'keys', 'catalog', 'policy', 'grants', 'requests'],
  reviews: ['audit', 'directory', 'identity', 'catalog', 'policy', 'inventory', 'grants'],
  incidents: ['audit', 'directory', 'catalog', 'grants', 'requests', 'inventory'],
  // The outermost ring: it may import every other module, and no other row names it.
  notifications: [
    ...['audit', 'policy', 'keys', 'directory', 'identity', 'catalog', 'connectors', 'grants', 'requests'],
    ...['people', 'policy-file', 'slack', 'inventory', 'reviews', 'incidents'],
  ],
};

/** Libraries that compute and do nothing else, so that a rule built on one stays a pure function. */
const pureLibraries = ['crypto', 'canonicalize', 're2js'];

/** Where code may reach a target: jobs, the wiring, and the one request that answers the person who waits. */
const reachesTargets = [
  '\\.job\\.ts$',
  '\\.module\\.ts$',
  '^src/modules/grants/issuing/issue-credential\\.ts$',
];

const programs = '^src/(main|cli)\\.ts$|-worker\\.ts$';

const modules = Object.keys(mayImport);
const anyOf = (names) => names.join('|');
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const moduleRules = modules.map((name) =>
  rule(
    `${name}-imports`,
    `${name} may import: ${mayImport[name].join(', ') || 'no other module'}.`,
    { path: `^src/modules/${name}/` },
    { path: `^src/modules/(?!(${anyOf([name, ...mayImport[name]])})/)` },
  ),
);

const forbidden = [
  ...moduleRules,
  rule(
    'module-without-a-row',
    'A new module needs a row in the table above before it imports anything.',
    { path: `^src/modules/(?!(${anyOf(modules)})/)` },
    { path: '^src/' },
  ),
  rule(
    'front-door-only',
    'Across modules only index.ts is imported.',
    { path: '^src/modules/([^/]+)/' },
    { path: '^src/modules/', pathNot: '^src/modules/($1/|[^/]+/index\\.ts$)' },
  ),
  rule(
    'front-door-only-from-outside',
    'The programs at the root know modules by their index.ts; only the demonstration looks deeper.',
    { path: '^src/', pathNot: '^src/(modules|demo|cli)/' },
    { path: '^src/modules/', pathNot: '^src/modules/[^/]+/index\\.ts$' },
  ),
  rule(
    'commands-by-their-file',
    'The command line may take a command by its own file, which loads no more than it runs; all else by index.ts.',
    { path: '^src/cli/' },
    { path: '^src/modules/', pathNot: '^src/modules/([^/]+/index|.+\\.commands?)\\.ts$' },
  ),
  rule(
    'kernel-imports-nothing',
    'The kernel stands on nothing of ours.',
    { path: '^src/kernel/' },
    { path: '^src/', pathNot: '^src/kernel/' },
  ),
  rule(
    'kernel-by-its-index',
    'The kernel is imported as a whole.',
    { path: '^src/', pathNot: '^src/kernel/' },
    { path: '^src/kernel/', pathNot: '^src/kernel/index\\.ts$' },
  ),
  rule(
    'platform-below-modules',
    'The platform knows the kernel only: no module, no program.',
    { path: '^src/platform/' },
    { path: '^src/', pathNot: '^src/(platform|kernel)/' },
  ),
  rule(
    'modules-below-programs',
    'A module never imports the programs that start it, nor the demonstration.',
    { path: '^src/modules/' },
    { path: '^src/', pathNot: '^src/(modules|platform|kernel)/' },
  ),
  rule(
    'domain-imports-itself',
    'domain/ holds pure rules: it imports itself, the kernel, and the rules of policy, which are as pure.',
    { path: '^src/modules/([^/]+)/domain/' },
    { path: '^src/', pathNot: '^src/(modules/$1/domain/|kernel/|modules/policy/index\\.ts$)' },
  ),
  rule(
    'policy-is-pure',
    'policy is rules from end to end, so that every module, domain/ included, may stand on it.',
    { path: '^src/modules/policy/' },
    { path: '^src/', pathNot: '^src/(modules/policy/(domain/|index\\.ts$)|kernel/)' },
  ),
  rule(
    'domain-does-no-io',
    'domain/ uses no framework, no database and no I/O.',
    { path: '^src/modules/[^/]+/domain/' },
    {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'],
      pathNot: `^(node:)?(${anyOf(pureLibraries)})$|node_modules/(${anyOf(pureLibraries)})/`,
    },
  ),
  rule(
    'targets-by-jobs-only',
    'No request handler can touch a target: a connector is imported by jobs and wiring only (types are free).',
    { path: '^src/modules/', pathNot: ['^src/modules/connectors/', ...reachesTargets] },
    { path: '^src/modules/connectors/', dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'demo-from-programs-only',
    'The demonstration organisation is reached from the programs alone.',
    { path: '^src/', pathNot: '^src/(demo/|cli/|(main|cli|broker|app\\.module)\\.ts$)' },
    { path: '^src/demo/' },
  ),
  rule('no-cycles', 'Imports form no cycle.', { path: '^src/' }, { circular: true }),
  rule(
    'no-dead-files',
    'Every file is reached from a program; a worker thread is one, started by its path.',
    { path: programs },
    { path: '^src/', pathNot: ['\\.d\\.ts$', programs], reachable: false },
  ),
  rule(
    'ships-its-dependencies',
    'What runs in production is a dependency, not a development dependency.',
    { path: '^src/' },
    { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  ),
  rule('resolvable', 'Every import is found.', { path: '^src/' }, { couldNotResolve: true }),
];

module.exports = {
  forbidden,
  options: {
    exclude: { path: '\\.(spec|contract)\\.ts$' },
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
