import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';

/** The rules of this house that no package brings. test/house/lint-rules.spec.ts shows each of them refusing. */

const clockIsInjected = 'Time is injected: take `now: Date` as a parameter, or a Clock of the kernel.';
const noAmbientTime = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clockIsInjected },
  { selector: 'CallExpression[callee.name="Date"]', message: clockIsInjected },
];

const databaseClock =
  '/\\bnow\\(\\)|\\b(clock|statement|transaction)_timestamp\\b|\\b(current|local)_(date|time)|\\blocaltime/i';
const databaseClockMessage =
  'Write the injected time. Only a deadline that the database enforces is compared on its clock, in the files eslint.config.mjs names.';
const noDatabaseClock = [
  { selector: `Literal[value=${databaseClock}]`, message: databaseClockMessage },
  { selector: `TemplateElement[value.raw=${databaseClock}]`, message: databaseClockMessage },
];

/** Files of src/modules whose SQL compares deadlines on the clock of the database that enforces them, or signs of life on one clock. */
const readsDatabaseClock = [
  'src/modules/connectors/postgres/**/*.ts',
  'src/modules/keys/serving-process.repository.ts',
];

const noFocusedTest = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name="only"]',
    message: 'A focused test hides all the others.',
  },
  {
    selector: 'CallExpression[callee.name=/^(fit|fdescribe)$/]',
    message: 'A focused test hides all the others.',
  },
];

const environmentMessage = 'Only src/platform/config/environment.ts reads the environment.';
const noEnvironment = { object: 'process', property: 'env', message: environmentMessage };
const noAmbientClockCall = ['Date', 'DateTime'].map((object) => ({
  object,
  property: 'now',
  message: clockIsInjected,
}));
const noWeakRandom = {
  object: 'Math',
  property: 'random',
  message: 'Take randomness from node:crypto: guessable names and tokens start here.',
};
const noEnvironmentImport = {
  paths: ['process', 'node:process'].map((name) => ({
    name,
    importNames: ['env'],
    message: environmentMessage,
  })),
};
const webAsksTheApi = {
  patterns: [
    {
      regex: '^(\\.\\./)+src/',
      message: 'The web app knows the server by its API only (web/src/api is generated from it).',
    },
  ],
};

const typescript = ['**/*.{ts,tsx,mts,cts}'];
const specs = ['**/*.spec.{ts,tsx}', '**/*.contract.ts', 'test/**'];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.sallyport/', 'web/src/api/schema.d.ts']),
  comments.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: ['eslint-enable'] }],
      '@eslint-community/eslint-comments/no-unused-disable': 'off', // linterOptions says it already
      eqeqeq: 'error',
      complexity: ['error', 12],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 350 }],
      'no-console': 'error',
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
    },
  },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }], // Nest modules
      // Without noUncheckedIndexedAccess it takes the guard of `list[0]` or `table[key]` for needless.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Options of frameworks are declared with classes and given as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-imports': ['error', noEnvironmentImport],
      'no-restricted-properties': ['error', noEnvironment, noWeakRandom],
    },
  },
  {
    files: ['src/modules/**/*.ts'],
    ignores: specs,
    rules: {
      'no-restricted-properties': ['error', noEnvironment, noWeakRandom, ...noAmbientClockCall],
      'no-restricted-syntax': ['error', ...noAmbientTime, ...noDatabaseClock],
    },
  },
  {
    files: readsDatabaseClock,
    ignores: specs,
    rules: { 'no-restricted-syntax': ['error', ...noAmbientTime] },
  },
  {
    files: ['web/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict],
    rules: { 'no-restricted-imports': ['error', webAsksTheApi] },
  },
  {
    files: specs,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off', // a null here fails the test, as it should
      // Answers over HTTP are JSON: each test states the shape that it expects by expecting it.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      'no-restricted-syntax': ['error', ...noFocusedTest],
    },
  },
  {
    files: ['src/platform/config/environment.ts', 'test/support/**', 'bench/**', 'web/vite.config.ts'],
    rules: { 'no-restricted-imports': 'off', 'no-restricted-properties': ['error', noWeakRandom] },
  },
  {
    files: ['src/cli.ts', 'src/cli/**', 'src/demo/**', 'bench/**', 'tools/**'],
    rules: { 'no-console': 'off' },
  },
  { files: ['**/*.config.{js,mjs,cjs,ts}'], rules: { 'no-restricted-exports': 'off' } },
  prettier,
);
