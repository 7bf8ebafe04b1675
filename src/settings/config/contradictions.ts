import { parseResourceArn } from '../../aws/arn.ts';
import { accountUnclear, type NamedAccount, placed } from './accounts.ts';
import { isSameResource } from './capacity.ts';
import { type NamedResource, resourceIn } from './capacityKey.ts';
import type { Path } from './source.ts';

/** Something in a section that does not go with something else in the file. */
export interface Contradiction {
  /** Below the section. */
  readonly path: Path;
  /** True when it is about the key that the path ends in, not about its value. */
  readonly ofKey: boolean;
  /** As the rest of a sentence. */
  readonly allowed: string;
}

/** What no schema can say: keys of the same resource, and values that do not suit their key. Parts that are wrong by themselves are passed over. */
export function contradictionsIn(
  section: unknown,
  /** Undefined where they cannot be told, so that nothing is said of them. */
  accounts: readonly NamedAccount[] | undefined,
): readonly Contradiction[] {
  const entries = Object.entries(mapIn(section)).flatMap(([key, value]) => {
    const resource = resourceIn(key);
    if (!resource) return [];
    const unclear = accounts && accountUnclear(resource, accounts);
    const where = placed(resource, accounts ?? []);
    return [{ key, resource: where, unclear, value: mapIn(value), isEmpty: isEmptyMap(value) }];
  });
  return entries.flatMap(({ key, resource, unclear, value, isEmpty }, index): Contradiction[] => {
    const before =
      unclear === undefined
        ? entries
            .slice(0, index)
            .find((one) => one.unclear === undefined && isSameResource(one.resource, resource))
        : undefined;
    return [
      ...(unclear === undefined ? [] : [{ path: [key], ofKey: true, allowed: unclear }]),
      ...(before ? [{ path: [key], ofKey: true, allowed: `is the same resource as ${before.key}` }] : []),
      ...(isEmpty ? [{ path: [key], ofKey: false, allowed: SAYS_NOTHING }] : []),
      ...unsuited(resource, value).map((one) => ({ ...one, path: [key, ...one.path] })),
    ];
  });
}

const SAYS_NOTHING = 'says nothing; it must have at least one of min-tps, state, manifest';

type Values = Readonly<Record<string, unknown>>;

function unsuited(resource: NamedResource, { state, manifest }: Values): Contradiction[] {
  const { kind } = resource;
  if (kind === 'recommender') {
    return [
      ...(state === 'deleted'
        ? [of('state', 'is for campaigns; a recommender is never deleted: write stopped, or active')]
        : []),
      ...(manifest !== undefined
        ? [
            {
              ...of('manifest', 'is for campaigns; a recommender is stopped and started: take it out'),
              ofKey: true,
            },
          ]
        : []),
    ];
  }
  return [
    ...(state === 'stopped'
      ? [of('state', 'is for recommenders; a campaign cannot be stopped: write deleted, or active')]
      : []),
    ...unsuitedManifest(resource, mapIn(manifest)).map((one) => ({
      ...one,
      path: ['manifest', ...one.path],
    })),
  ];
}

const of = (path: string, allowed: string): Contradiction => ({ path: [path], ofKey: false, allowed });

function unsuitedManifest(resource: NamedResource, manifest: Values): Contradiction[] {
  const campaign = mapIn(manifest['campaign']);
  const arn = parseResourceArn(String(manifest['arn']));
  const pasted = 'campaign' in manifest;
  return [
    ...('arn' in manifest && !(arn && isSameResource(arn, resource))
      ? [of('arn', 'is not the campaign that this entry is about')]
      : []),
    ...('name' in campaign && campaign['name'] !== resource.name
      ? [inside(['campaign', 'name'], `must be ${resource.name}, the name in the key of this entry`)]
      : []),
    ...solutionElsewhere(resource, pasted ? campaign : manifest).map((allowed) =>
      inside([...(pasted ? ['campaign'] : []), 'solutionVersionArn'], allowed),
    ),
  ];
}

const inside = (path: Path, allowed: string): Contradiction => ({ path, ofKey: false, allowed });

/** A campaign is created in the Region and the account of its solution version. */
function solutionElsewhere({ region, account }: NamedResource, { solutionVersionArn }: Values): string[] {
  const [, , , place, owner = ''] =
    typeof solutionVersionArn === 'string' ? solutionVersionArn.split(':') : [];
  if (place === undefined) return [];
  if (place !== region) return [`must be in ${region}, the Region in the key of this entry`];
  const elsewhere = account !== undefined && /^\d{12}$/.test(owner) && owner !== account;
  return elsewhere ? ['must be of the account in the key of this entry'] : [];
}

const isEmptyMap = (value: unknown): boolean => isMap(value) && Object.keys(value).length === 0;

const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapIn = (value: unknown): Values => (isMap(value) ? value : {});
