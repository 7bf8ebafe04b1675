import { z } from 'zod';

/** The part of the report's schema on what holds for a resource. */

const mode = z.enum(['off', 'report', 'issue', 'pull-request', 'apply']);
const place = {
  index: z.int().min(0).describe('In its list of policies in the file, from 0.'),
  line: z.int().min(1).describe('Of its entry in the file.'),
  path: z
    .string()
    .describe('Such as `accounts[0].policies[1]`; absent in the section `policies`.')
    .exactOptional(),
};
const amount = (what: string) => z.number().min(0).describe(what);

export const policy = z
  .strictObject({
    source: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('inputs') }),
        z.strictObject({ kind: z.literal('policy'), ...place }),
        z.strictObject({ kind: z.literal('undecided'), ...place }),
      ])
      .describe('`undecided`: nobody can tell whether that policy matches, so that the resource is exempt.'),
    autoAdjustMinTps: mode,
    autoDeleteOrStopIdleResources: mode,
    exempt: z
      .string()
      .describe('Why it is exempt; absent when the config file does not exempt it.')
      .exactOptional(),
    idleThresholdHours: amount('Hours without a request that are idle.'),
    graceHours: amount('Hours that it stays marked as idle before it is stopped or deleted.'),
    lookbackDays: amount('Days of history that sizing looks at.'),
    stepPercent: amount('The most that one step lowers the floor.'),
    cooldownHours: amount('Hours between two steps.'),
    minTps: z
      .strictObject({ floor: z.number().min(0), ceiling: z.number().min(0).exactOptional() })
      .describe('No proposal goes under `floor` nor over `ceiling`, in requests per second.'),
    ramp: z.strictObject({
      factor: amount('How many times its capacity a resource serves while it scales out.'),
      tolerancePercent: amount("Percent of all requests that a lower floor may expose beyond today's."),
    }),
    utilizationThreshold: amount('Percent under which the utilization alarm goes off.'),
    utilizationAlarms: z.boolean(),
    idleAlarms: z.boolean(),
  })
  .describe(
    'What holds for it: the inputs, or the first policy that matches it. Absent where none was looked up.',
  );
