import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The floors of the house, from the ground up: a folder may import from itself and from what is listed before it. */
const floors = [
  ['errors', 'task'],
  ['settings', 'http', 'worker', 'telemetry', 'dev-server'],
  ['pool'],
  ['sources'],
  ['status'],
  ['delivery'],
  ['host'],
  ['testing'],
  ['cli'],
];

const floorRules = floors.flatMap((folders, level) =>
  folders.map((folder) => {
    const above = floors.slice(level + 1).flat();
    return {
      files: [`lib/${folder}/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: `^(\\.\\./)+(${[...above, 'index'].join('|')})(/|\\.)`,
                message: `lib/${folder} may not reach a floor above its own (see docs/architecture.md).`,
              },
            ],
          },
        ],
      },
    };
  }),
);

const threadSide = {
  files: [
    'lib/pool/thread-entry.ts',
    'lib/pool/envelope.ts',
    'lib/pool/execute-task.ts',
    'lib/pool/running-task.ts',
    'lib/pool/serialize-output.ts',
    'lib/pool/task-desk.ts',
    'lib/pool/task-logger.ts',
    'lib/pool/thread-exit.ts',
    'lib/pool/thread-messages.ts',
    'lib/pool/thread-worker.ts',
    'lib/worker/**/*.ts',
    'lib/task/**/*.ts',
    'lib/errors/**/*.ts',
  ],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex:
              '^(\\.\\./)+(host|sources|settings|http|telemetry|delivery|status|cli|testing|dev-server|index)(/|\\.)|^(axios|undici|zod|pino|piscina|yargs|fastify|ini)$',
            message: 'This file is loaded by every thread: it must stay small and fast to load.',
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist',
      'build',
      'coverage',
      'spec/fixtures/**',
      'examples/**',
      'scripts/*.mjs',
      'bench/peers/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    files: ['spec/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  ...floorRules,
  threadSide,
);
