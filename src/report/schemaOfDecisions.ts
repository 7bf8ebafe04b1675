import { z } from 'zod';

/** The parts of the report's schema on findings, changes and money. */

const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
  .describe('ISO 8601, in UTC.');

const about = {
  account: z
    .string()
    .describe('What its account is called in the config file; absent where that names none.')
    .exactOptional(),
  arn: z.string(),
  resourceKind: z.enum(['campaign', 'recommender']),
  name: z.string(),
  region: z.string().describe('Such as `us-east-1`.'),
  reason: z.string(),
};

const floor = (what: string) => z.number().min(0).describe(`${what}, in requests per second.`);
const usd = (what: string) => z.number().describe(`${what}: USD a month, an estimate.`);

const money = (what: string) =>
  z.strictObject({
    usd: usd(what),
    basis: z.string().describe('Which price it was reckoned at.'),
  });

const unknown = { reason: z.string(), remedy: z.string().describe('What would make it known.') };

export const verdict = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['busy', 'idle']), reason: z.string() }),
    z.strictObject({ kind: z.literal('unknown'), ...unknown }),
  ])
  .describe('Whether anyone uses it; absent when findings are off. Unknown leads to no change.');

export const unsized = z
  .strictObject(unknown)
  .describe('Why the floor that it needs is not known; absent where it is.');

export const finding = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('idle'),
    ...about,
    floor: floor("Today's floor"),
    hours: z.number().min(0).describe('Hours looked at, without a request in them.'),
    waste: money('The whole bill of its floor'),
  }),
  z.strictObject({
    kind: z.literal('over-provisioned'),
    ...about,
    floor: floor("Today's floor"),
    target: floor('The floor proposed'),
    freeFloor: floor('The largest floor that costs no more than a floor of 1'),
    rampFloor: floor("The smallest floor that follows sudden traffic as well as today's"),
    curve: z
      .array(
        z.strictObject({
          floor: floor('A floor'),
          tpsHours: z.number().describe('TPS-hours that it would have been billed for over `hours`.'),
          exposurePercent: z
            .number()
            .describe('Percent of the requests that came faster than capacity could have followed.'),
        }),
      )
      .describe("For each floor from 1 to today's."),
    hours: z.number().min(0).describe('Hours of traffic that were replayed.'),
    coverage: z.number().min(0).max(1).describe('Share of them that is known.'),
    waste: money("Today's bill less that at the free floor"),
    saving: money("Today's bill less that at the target"),
  }),
  z.strictObject({
    kind: z.literal('under-provisioned'),
    ...about,
    floor: floor("Today's floor"),
    advised: floor('The floor advised, which is never set by itself'),
  }),
]);

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('planned'),
    delivery: z
      .strictObject({
        by: z.enum(['issue', 'pull-request']),
        number: z.int().min(1).exactOptional(),
        url: z.string().exactOptional(),
        withheld: z.string().describe('Why it was not put before a person, if so.').exactOptional(),
      })
      .describe('How it is put before a person; absent where it is only reported.')
      .exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('done'),
    at: time,
    manifest: z.string().describe('Path of the file that undoes a deletion.').exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('refused'),
    guard: z.enum([
      'pinned',
      're-checked',
      'exempt',
      'marked',
      'held',
      'capped',
      'cooled',
      'referenced',
      'undoable',
    ]),
    why: z.string(),
  }),
  z.strictObject({ kind: z.literal('failed'), why: z.string() }),
]);

const aboutChange = {
  ...about,
  savingUsd: usd('What the whole way to the target saves').exactOptional(),
  key: z.string().describe('The same in every run that proposes the same.'),
  outcome,
  approval: z
    .discriminatedUnion('by', [
      z.strictObject({
        by: z.literal('issue'),
        number: z.int().min(1),
        url: z.string(),
        login: z.string().describe('Who ticked its box, where GitHub tells.').exactOptional(),
      }),
      z.strictObject({
        by: z.literal('file'),
        file: z.string(),
        line: z.int().min(1).describe('Of its entry.'),
      }),
    ])
    .describe('Where a person agreed to it; absent where nobody had to.')
    .exactOptional(),
};

export const change = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('set-floor'),
    ...aboutChange,
    from: floor('The floor before'),
    to: floor('The floor after'),
    target: floor('Where steps lead'),
  }),
  z.strictObject({ kind: z.literal('mark'), ...aboutChange, idleSince: time }),
  z.strictObject({ kind: z.enum(['stop', 'delete', 'unmark', 'start']), ...aboutChange }),
]);

export const savings = z.strictObject({
  monthlyWasteUsd: usd('What the fleet wastes, as far as it is known'),
  resources: z.int().min(0).describe('Resources that waste something.'),
  unpriced: z.int().min(0).describe('Resources of which it is not known what they waste.'),
  proposedUsd: usd('What the changes would save that are proposed'),
  appliedUsd: usd('What the changes save that this run made'),
});
