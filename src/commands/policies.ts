import type { PersonalizeClient } from '@aws-sdk/client-personalize';
import pLimit from 'p-limit';
import type { Failure } from '../aws/failure.ts';
import { readTags } from '../changes/tags.ts';
import type { Resource } from '../fleet/resource.ts';
import { lesser, type Mode } from '../settings/config/mode.ts';
import { type EffectivePolicy, needsTags, policyFor } from '../settings/config/policy.ts';
import { DEFAULT_RAMP, type PolicySettings } from '../settings/config/policySettings.ts';
import type { Context } from './context.ts';

const TAG_READS_AT_ONCE = 4;

/** What holds for each resource: the first policy of the config file that matches it, or the inputs. */
export interface Policies {
  of(resource: Pick<Resource, 'arn'>): EffectivePolicy;
  /** Undefined for a resource that is not monitored. */
  listed(resource: Pick<Resource, 'arn'>): EffectivePolicy | undefined;
  /** Undefined where they were not needed to tell the policy, or could not be read. */
  tagsOf(resource: Pick<Resource, 'arn'>): ReadonlyMap<string, string> | undefined;
  readonly failures: readonly Failure[];
}

/** Finds each resource's policy; its tags are read only where they decide. */
export async function policiesOf(
  { settings, config, now, github }: Context,
  region: string,
  resources: readonly Resource[],
  personalize: PersonalizeClient,
): Promise<Policies> {
  const failures: Failure[] = [];
  const at = now();
  const limit = pLimit(TAG_READS_AT_ONCE);
  const byArn = new Map<string, EffectivePolicy>();
  const tagsByArn = new Map<string, ReadonlyMap<string, string>>();
  await Promise.all(
    resources.map((resource) =>
      limit(async () => {
        const facts = { ...resource, tags: undefined };
        const read = needsTags(config.file, facts)
          ? await readTags(personalize, region, resource.arn)
          : undefined;
        failures.push(...(read?.failures ?? []));
        const tags = read?.tags.kind === 'known' ? read.tags.values : undefined;
        if (tags) tagsByArn.set(resource.arn, tags);
        const policy = policyFor({ ...facts, tags }, config.file, settings, at);
        const allowed = config.trusted ? policy : noFurtherThan(settings, policy);
        byArn.set(resource.arn, github ? allowed : withoutGitHub(allowed));
      }),
    ),
  );
  return {
    failures,
    listed: ({ arn }) => byArn.get(arn),
    tagsOf: ({ arn }) => tagsByArn.get(arn),
    of: ({ arn }) => byArn.get(arn) ?? UNKNOWN(settings, at),
  };
}

/** A resource whose policy nobody looked up is left alone. */
const UNKNOWN = (settings: Context['settings'], now: number): EffectivePolicy => ({
  ...policyFor(
    { name: '', kind: 'campaign', region: '', datasetGroup: undefined, tags: undefined },
    undefined,
    settings,
    now,
  ),
  exempt: { kind: 'yes', why: 'its policy was not looked up' },
});

/** Nothing can be put before a person where GitHub is not asked: it is reported. */
function withoutGitHub(policy: EffectivePolicy): EffectivePolicy {
  const reported = (mode: Mode) => (mode === 'issue' || mode === 'pull-request' ? 'report' : mode);
  return { ...policy, adjust: reported(policy.adjust), end: reported(policy.end) };
}

/** A config file that is not on the default branch may make the action more careful than the inputs, and not less. */
function noFurtherThan(inputs: PolicySettings, policy: EffectivePolicy): EffectivePolicy {
  const { ramp } = policy;
  return {
    ...policy,
    adjust: lesser(policy.adjust, inputs.adjust),
    end: lesser(policy.end, inputs.end),
    idleThresholdHours: Math.max(policy.idleThresholdHours, inputs.idleThresholdHours),
    graceHours: Math.max(policy.graceHours, inputs.graceHours),
    lookbackDays: Math.max(policy.lookbackDays, inputs.lookbackDays),
    stepPercent: Math.min(policy.stepPercent, inputs.stepPercent),
    cooldownHours: Math.max(policy.cooldownHours, inputs.cooldownHours),
    ramp: {
      factor: Math.min(ramp.factor, DEFAULT_RAMP.factor),
      tolerancePercent: Math.min(ramp.tolerancePercent, DEFAULT_RAMP.tolerancePercent),
    },
  };
}
