/** Tests are ES modules in TypeScript, and run against `src`, or against `dist` as a process. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', importAttributes: true },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/iam/reporter.ts'],
};
