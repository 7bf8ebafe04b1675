import { z } from 'zod';
import { KEY_PATTERN, wrongWithKey } from './capacityKey.ts';
import { map, whole } from './fields.ts';
import { LIMITS } from './limits.ts';

export const STATES = ['active', 'stopped', 'deleted'] as const;

export const ACCOUNT_PLACEHOLDER = '<account>';

const floor = () => whole('TPS', LIMITS['min-tps']);

const text = (error: string) => z.string({ error }).min(1, { error });

const SOLUTION_VERSION =
  /^arn:[a-z0-9-]+:personalize:[a-z0-9-]+:(?:<account>|[0-9]{12}):solution\/[a-zA-Z0-9_-]+\/[a-zA-Z0-9_$-]+$/;

const SOLUTION_VERSION_ALLOWED =
  'must be the ARN of a solution version: arn:aws:personalize:<region>:<account>:solution/<name>/<version>, in which <account> may stand for the account id';

const solutionVersionArn = () =>
  z.string({ error: SOLUTION_VERSION_ALLOWED }).regex(SOLUTION_VERSION, { error: SOLUTION_VERSION_ALLOWED });

const campaignConfig = () =>
  z.record(z.string(), z.unknown(), {
    error: 'must be a map: the campaignConfig of the campaign',
  });

const TAG_ALLOWED = 'must be text (in quotes, if YAML takes it for something else)';
const TAGS_ALLOWED = 'must be a map of tags and their values, or a list of tagKey and tagValue';

const tagValue = () => z.string({ error: TAG_ALLOWED });

const tags = () =>
  z.union(
    [
      z.record(z.string(), tagValue(), { error: TAGS_ALLOWED }),
      z.array(map({ tagKey: text(TAG_ALLOWED), tagValue: tagValue() }), { error: TAGS_ALLOWED }),
    ],
    { error: TAGS_ALLOWED },
  );

/** Made anew each time: the published schema describes them in one place only. */
const recipe = () => ({
  solutionVersionArn: solutionVersionArn(),
  minProvisionedTPS: floor().exactOptional(),
  campaignConfig: campaignConfig().exactOptional(),
  tags: tags().exactOptional(),
});

/** What a deletion writes to its report directory, pasted as it is. */
const pasted = map({
  version: z.literal(1, { error: 'must be 1' }),
  arn: text('must be the ARN of the campaign'),
  deletedAt: text(TAG_ALLOWED).exactOptional(),
  reason: tagValue().exactOptional(),
  campaign: map({ name: text('must be the name of the campaign'), ...recipe() }),
});

const manifest = z.union([map(recipe()), pasted], {
  error: 'must be a map: the solutionVersionArn, minProvisionedTPS, campaignConfig and tags of the campaign',
});

const entry = map({
  'min-tps': floor().exactOptional(),
  state: z
    .enum(STATES, { error: 'must be active, stopped (recommenders) or deleted (campaigns)' })
    .exactOptional(),
  manifest: manifest.exactOptional(),
})
  // For the published schema; `contradictionsIn` says it of a file.
  .meta({ minProperties: 1 });

const key = z.string().regex(KEY_PATTERN, { error: ({ input }) => wrongWithKey(String(input)) });

/** The section `capacity` as it is written; `contradictionsIn` has what no schema can say of it. */
export const capacity = z.union([z.record(key, entry), z.null()], {
  error: 'must be a map of resources, such as us-east-1/campaign/home, and what they should be',
});

export type WrittenEntry = z.output<typeof entry>;
export type WrittenManifest = NonNullable<WrittenEntry['manifest']>;
