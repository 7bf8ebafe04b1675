import { z } from 'zod';

const statement = z.strictObject({
  account: z
    .string()
    .describe('The account whose role it is for, as the config file names it; absent where that names none.')
    .exactOptional(),
  Effect: z.literal('Allow'),
  Action: z.array(z.string()),
  Resource: z.array(z.string()),
  Condition: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
    .exactOptional(),
});

/** What `doctor` found. */
export const diagnosis = z
  .strictObject({
    checks: z.array(
      z.strictObject({
        area: z.enum(['sign-in', 'region', 'permission', 'notification', 'github', 'config']),
        name: z.string().describe('What was looked at, such as `cloudwatch:PutMetricAlarm`.'),
        result: z
          .enum(['ok', 'wrong', 'unknown', 'not-tried'])
          .describe(
            '`unknown`: nobody can tell from here; `not-tried`: it cannot be tried without changing something. Neither is a fault.',
          ),
        found: z.string(),
        remedy: z.string().describe('What a person can do about it.').exactOptional(),
      }),
    ),
    missing: z.array(statement).describe('Statements for the permissions that are missing.'),
    untried: z.array(statement).describe('Statements for those that are needed and that could not be tried.'),
  })
  .describe('What `doctor` found; absent for the other commands.');
