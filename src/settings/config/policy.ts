import type { Config, Match, Policy } from './config.ts';
import { globMatches } from './glob.ts';
import { DEFAULT_RAMP, type PolicySettings, type Ramp } from './policySettings.ts';

/** What a policy is matched with. */
export interface PolicyFacts {
  readonly name: string;
  readonly kind: 'campaign' | 'recommender';
  readonly region: string;
  /** Undefined when no listing tells it. */
  readonly datasetGroup: string | undefined;
  /** Undefined when they were not read, or could not be. */
  readonly tags: ReadonlyMap<string, string> | undefined;
}

/**
 * Where settings come from. `index` is that of the policy in its list in the file, `line` that of its entry.
 * `undecided`: nobody can tell whether this policy matches; the inputs hold, and the resource is exempt.
 */
export type PolicySource =
  | { readonly kind: 'inputs' }
  | ({ readonly kind: 'policy' } & PolicyPlace)
  | ({ readonly kind: 'undecided' } & PolicyPlace);

export interface PolicyPlace {
  readonly index: number;
  readonly line: number;
  /** Undefined in the section `policies`. */
  readonly path?: string;
}

/** All that holds for one resource. */
export interface EffectivePolicy extends PolicySettings {
  readonly source: PolicySource;
  readonly exempt: { readonly kind: 'no' } | { readonly kind: 'yes'; readonly why: string };
  /** In TPS: no proposal goes under `floor`, nor over `ceiling`. */
  readonly minTps: { readonly floor: number; readonly ceiling: number | undefined };
  readonly ramp: Ramp;
}

const LOWEST_FLOOR = 1;

/**
 * The settings that hold for a resource at `now`, Unix milliseconds: those of the first policy that matches it, and
 * those of the inputs where that says nothing. A resource is exempt when a policy that might be the first to match
 * asks for something that is not known of it.
 */
export function policyFor(
  facts: PolicyFacts,
  config: Config | undefined,
  defaults: PolicySettings,
  now: number,
): EffectivePolicy {
  const first = firstOf(facts, config);
  const fromInputs: EffectivePolicy = {
    source: { kind: 'inputs' },
    exempt: { kind: 'no' },
    ...settingsOf(defaults),
    minTps: { floor: LOWEST_FLOOR, ceiling: undefined },
    ramp: DEFAULT_RAMP,
  };
  if (!first) return fromInputs;
  const { place, policy, unknown } = first;
  const { exempt, settings, minTps, ramp } = policy;
  const name = `${place.path ?? `policies[${place.index}]`} (${config?.file}:${place.line})`;
  if (unknown.length > 0) {
    const why = `whether ${name} is for it cannot be told without its ${unknown.join(' and its ')}, which nothing tells`;
    return { ...fromInputs, source: { kind: 'undecided', ...place }, exempt: { kind: 'yes', why } };
  }
  return {
    ...fromInputs,
    ...settings,
    source: { kind: 'policy', ...place },
    exempt: exemptAt(exempt, name, now),
    minTps: { floor: minTps.floor ?? LOWEST_FLOOR, ceiling: minTps.ceiling },
    ramp: { ...DEFAULT_RAMP, ...ramp },
  };
}

/** True when the tags of a resource must be read to know its policy; any that are in `facts` are not looked at. */
export function needsTags(config: Config | undefined, facts: PolicyFacts): boolean {
  return firstOf({ ...facts, tags: undefined }, config)?.unknown.includes(TAGS) ?? false;
}

const TAGS = 'tags';
const DATASET_GROUP = 'dataset group';

export type Unknown = typeof TAGS | typeof DATASET_GROUP;

/** What there is to know before a policy can be said to match; undefined when it does not, whatever that is. */
export function missingFor(match: Match, facts: PolicyFacts): readonly Unknown[] | undefined {
  const { name, kind, region, tags = {} } = match;
  const group = match['dataset-group'];
  const differs =
    (kind !== undefined && kind !== facts.kind) ||
    (name !== undefined && !globMatches(name, facts.name)) ||
    (region !== undefined && !globMatches(region, facts.region)) ||
    (group !== undefined && facts.datasetGroup !== undefined && !globMatches(group, facts.datasetGroup)) ||
    (facts.tags !== undefined && !tagsMatch(tags, facts.tags));
  if (differs) return undefined;
  return [
    ...(group !== undefined && facts.datasetGroup === undefined ? ([DATASET_GROUP] as const) : []),
    ...(Object.keys(tags).length > 0 && facts.tags === undefined ? ([TAGS] as const) : []),
  ];
}

function tagsMatch(wanted: Readonly<Record<string, string>>, tags: ReadonlyMap<string, string>): boolean {
  return Object.entries(wanted).every(([key, glob]) => {
    const value = tags.get(key);
    return value !== undefined && globMatches(glob, value);
  });
}

interface First {
  readonly place: PolicyPlace;
  readonly policy: Policy;
  /** What must be known to tell whether it matches; empty when it does. */
  readonly unknown: readonly Unknown[];
}

/** The first policy that matches, or that might. */
function firstOf(facts: PolicyFacts, config: Config | undefined): First | undefined {
  const policies = config?.policies ?? [];
  for (const policy of policies) {
    const unknown = missingFor(policy.match, facts);
    if (unknown) return { place: placeOf(policy, policies), policy, unknown };
  }
  return undefined;
}

/** An account's own policies stand in one list with those of the whole file, and are counted apart. */
function placeOf(policy: Policy, all: readonly Policy[]): PolicyPlace {
  const { line, path } = policy;
  const isOwn = (one: Policy) => (one.path === undefined) === (path === undefined);
  const index = all.filter(isOwn).indexOf(policy);
  return { index, line, ...(path === undefined ? {} : { path }) };
}

function exemptAt(exempt: Policy['exempt'], name: string, now: number): EffectivePolicy['exempt'] {
  if (exempt?.kind === 'always') return { kind: 'yes', why: `${name} exempts it` };
  if (exempt?.kind === 'until' && now < exempt.at) {
    return { kind: 'yes', why: `${name} exempts it until ${exempt.text}` };
  }
  return { kind: 'no' };
}

/** Only these, out of an object that may have more. */
function settingsOf(from: PolicySettings): PolicySettings {
  return {
    adjust: from.adjust,
    end: from.end,
    idleThresholdHours: from.idleThresholdHours,
    graceHours: from.graceHours,
    lookbackDays: from.lookbackDays,
    stepPercent: from.stepPercent,
    cooldownHours: from.cooldownHours,
    utilizationThreshold: from.utilizationThreshold,
    utilizationAlarms: from.utilizationAlarms,
    idleAlarms: from.idleAlarms,
  };
}
