import { z } from 'zod';
import { configSchema } from './schema.ts';

/**
 * The published JSON Schema of the config file, for editors. Nothing that runs reads this:
 * `docs/config.schema.json` is made from it, and a test holds the two equal.
 */

const GLOB =
  '`*` stands for any characters, `?` for one, `[abc]` and `{a,b}` for a choice; the case matters.';
const AS_INPUT = 'Instead of the input of the same name.';
const MODE =
  '`off` or `no`: nothing; `report`: show it; `issue`: ask in an issue; `pull-request`: ask in a pull request; `apply` or `yes`: carry it out, under every guard.';

/** By the names of the properties that lead to it. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  version: 'The version of this format.',
  policies:
    'Settings for some resources. The first policy that matches a resource holds for it, alone; what it leaves out comes from the inputs of the workflow.',
  'policies.match':
    'Which resources the policy is for: those that are like everything said here. `{}` is for all of them.',
  'policies.match.name': `The name of the campaign or recommender. ${GLOB}`,
  'policies.match.kind': 'Campaigns or recommenders only.',
  'policies.match.region': `The Region, such as \`us-east-1\` or \`eu-*\`. ${GLOB}`,
  'policies.match.dataset-group': `The name of the dataset group. ${GLOB} A resource whose dataset group is not known is left alone.`,
  'policies.match.tags': `Tags that it must all have, with what their values are like; \`"*"\` is any value. ${GLOB} A resource whose tags cannot be read is left alone.`,
  'policies.exempt':
    'The resource is watched and never changed: `true`, or the date until which, that day in UTC included, or a time and its zone.',
  'policies.auto-delete-or-stop-idle-resources': `What to do with idle resources. ${MODE} ${AS_INPUT}`,
  'policies.auto-adjust-min-tps': `What to do with floors that are too high. ${MODE} ${AS_INPUT}`,
  'policies.idle-threshold-hours': `How many hours without a request are idle. ${AS_INPUT}`,
  'policies.idle-grace-hours': `How many hours an idle resource stays marked before it is stopped or deleted. 0: not at all. ${AS_INPUT}`,
  'policies.lookback-days': `How many days of history sizing looks at. ${AS_INPUT}`,
  'policies.step-percent': `The most, in percent, that one step lowers a floor. ${AS_INPUT}`,
  'policies.step-cooldown-hours': `How many hours to wait between two steps. ${AS_INPUT}`,
  'policies.utilization-threshold-alarm-lower-bound': `The utilization, in percent, below which the alarm is raised. ${AS_INPUT}`,
  'policies.auto-create-utilization-alarms': `Whether there is to be an alarm for low utilization. ${AS_INPUT}`,
  'policies.auto-create-idle-alarms': `Whether there is to be an alarm for idleness. ${AS_INPUT}`,
  'policies.min-tps': 'Between which floors, in requests per second, a proposal may be.',
  'policies.min-tps.floor': 'No floor under this is proposed.',
  'policies.min-tps.ceiling': 'No floor over this is proposed. At least `floor`.',
  'policies.ramp': 'What a lower floor must still take when traffic rises.',
  'policies.ramp.factor':
    'How many times its capacity a resource serves while it scales out. Unless given: 2.',
  'policies.ramp.tolerance-percent':
    'How many percent of all requests a lower floor may expose in addition. Unless given: 0.1.',
  capacity:
    'What resources should be, whatever the action finds out about them: by `region/kind/name`, with several accounts by `account/region/kind/name`, or by ARN. Merged into the default branch, the next run carries it out.',
  'capacity.min-tps':
    'The floor while the resource is active, in requests per second. Left out: any is right.',
  'capacity.state':
    'Whether it is to serve. `stopped` is for recommenders, `deleted` for campaigns. Unless given: active.',
  'capacity.manifest':
    'What creates the campaign again once it is gone. Either the keys of a manifest, or all that `manifests/*.json` of a deletion holds.',
  'capacity.manifest.solutionVersionArn':
    'The ARN of its solution version. In it, and in any other ARN of a manifest, `<account>` stands for the account id.',
  'capacity.manifest.minProvisionedTPS':
    'The floor that it is created with, unless `min-tps` says another. Unless given: 1.',
  'capacity.manifest.campaignConfig': 'Its configuration, as CreateCampaign takes it.',
  'capacity.manifest.tags': 'Its tags: a map, or a list of `tagKey` and `tagValue`.',
  schedules:
    'When floors are to be higher for a while. All schedules that match a resource hold for it: while windows of several are open, the highest `min-tps` of them.',
  'schedules.match':
    'Which resources are pre-warmed: those that are like everything said here. `{}` is all of them.',
  'schedules.match.name': `The name of the campaign or recommender, as in a policy. ${GLOB}`,
  'schedules.match.kind': 'Only campaigns, or only recommenders.',
  'schedules.match.region': `Its Region, as in a policy. ${GLOB}`,
  'schedules.match.dataset-group': `The name of its dataset group. ${GLOB} A resource whose dataset group is not known is not raised.`,
  'schedules.match.tags': `Tags that it must all have, as in a policy. ${GLOB} A resource whose tags cannot be read is not raised.`,
  'schedules.cron':
    'When a window begins: minute, hour, day of the month, month, day of the week. Names such as `FRI` and `NOV` are understood, and `FRI#4` is the fourth Friday of the month.',
  'schedules.timezone': 'The time zone of `cron`, by its name in the IANA database: `America/New_York`.',
  'schedules.duration-hours':
    'How long a window lasts, in hours that pass, whatever the clocks do meanwhile.',
  'schedules.lead-minutes':
    'How many minutes before a window begins the floor is raised: as long as two runs may be apart, and half an hour for the update. Unless given: 90.',
  'schedules.min-tps':
    'The floor in requests per second that the resource has at least, from the lead to the end.',
  accounts:
    'Which accounts to work in, side by side. Left out: the one that the workflow is signed in to. With it, the input `role-to-assume` must not be given.',
  'accounts.name':
    'What the account is called in reports, issues and pull requests, and in keys of `capacity`: its id is shown nowhere.',
  'accounts.role':
    'The ARN of the role to sign in to by OIDC, as in the input `role-to-assume`; the job needs the permission `id-token: write`.',
  'accounts.regions': 'The Regions to look in, instead of the input of the same name.',
  'accounts.policies':
    'As the section of that name, for this account only. They come before those at the top: the first that matches holds.',
  prices: 'What estimates reckon with instead of the built-in prices.',
  'prices.tps-hour': 'USD for one request per second, provided for an hour.',
  'prices.tps-hour.v1': 'For recipes of the first generation, and recommenders.',
  'prices.tps-hour.v2': 'For recipes whose names end in `-v2`.',
  'prices.billing-interval-minutes':
    'Over how many minutes usage is averaged before it is compared with the floor.',
  'prices.billing-interval-minutes.campaign': 'Unless given: 5.',
  'prices.billing-interval-minutes.recommender': 'Unless given: 60.',
};

const TOP = {
  $id: 'urn:personalize-monitor:config:1',
  title: 'personalize-monitor config file',
  description:
    'Policies, capacity, schedules and prices for personalize-monitor, in .github/personalize-monitor.yml. To have an editor check the file, begin it with the line `# yaml-language-server: $schema=` and the address of this schema. The action also checks that no `min-tps.floor` is over its `ceiling`, that brackets in globs come in pairs, that `cron` comes and `timezone` is known, and that entries of `capacity` suit the kind of their resource and each other.',
};

/** Parts of a path that name no property of the file. */
const KEYWORDS = new Set(['properties', 'items', 'additionalProperties', 'anyOf']);

/** The schema as JSON Schema, draft 2020-12, of the file as it is written. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema, path }) => {
      if (jsonSchema.maximum === Number.MAX_VALUE) delete jsonSchema.maximum;
      const isProperty = path.at(-2) === 'properties' || path.length === 0;
      const name = path.filter((part) => typeof part === 'string' && !KEYWORDS.has(part)).join('.');
      const description = DESCRIPTIONS[name];
      if (isProperty && description) jsonSchema.description = description;
    },
  });
  return { ...withoutRepetition(schema), ...TOP };
}

interface Node {
  description?: string;
  items?: Node;
  properties?: Record<string, Node>;
}

/** The policies of an account are those of the top; to describe them once, and to let both be read alike, they refer to one definition. */
function withoutRepetition(schema: object): object {
  const { policies, accounts } = (schema as Node).properties ?? {};
  const own = accounts?.items?.properties?.['policies'];
  if (!policies?.items || !own) return schema;
  own.items = { $ref: '#/$defs/policy' } as Node;
  return { ...schema, $defs: { policy: undescribed(policies.items) } };
}

function undescribed<T>(node: T): T {
  if (Array.isArray(node)) return node.map(undescribed) as T;
  if (typeof node !== 'object' || node === null) return node;
  const parts = Object.entries(node).filter(
    ([key, value]) => key !== 'description' || typeof value !== 'string',
  );
  return Object.fromEntries(parts.map(([key, value]) => [key, undescribed(value)])) as T;
}
