import type { Campaign, CampaignSummary } from '@aws-sdk/client-personalize';
import type { ResourceArn } from '../aws/arn.ts';
import { type Origin, originOperation } from './solutions.ts';
import { isInForce, isUpdating } from './status.ts';

const HOUR_MS = 3_600_000;

/**
 * Whether a listing tells of an update when it begins, when it ends, or both, is not documented. A description made
 * so soon after a change that the listing tells of may have been overtaken, and is not relied on.
 */
const SETTLING_MS = 3 * HOUR_MS;

/** No description is relied on for longer, however still its listing stands. */
export const LONGEST_RELIED_ON_MS = 7 * 24 * HOUR_MS;

/** Of those that need not be described, so many are all the same, in each Region and run: the oldest. */
const DESCRIBED_ALL_THE_SAME = 3;

/** What the service told of a campaign when it was last described. Times are Unix milliseconds. */
export interface RememberedCampaign {
  readonly arn: string;
  readonly describedAt: number;
  /** What the listing told of it at that time. */
  readonly listed: { readonly createdAt: number; readonly updatedAt: number };
  readonly description: Description;
  /** Names; undefined where nothing told them. */
  readonly recipe?: string | undefined;
  readonly datasetGroup?: string | undefined;
  /** The kinds of findings that the last run told of it. */
  readonly findings: readonly string[];
}

/** As `DescribeCampaign` answered, as far as anything follows from it. */
interface Description {
  readonly solutionVersionArn?: string | undefined;
  /** `minProvisionedTPS` */
  readonly floor?: number | undefined;
  readonly createdAt?: number | undefined;
  readonly updatedAt?: number | undefined;
  readonly update?:
    | {
        readonly status?: string | undefined;
        readonly createdAt?: number | undefined;
        readonly updatedAt?: number | undefined;
      }
    | undefined;
}

/** By ARN, what earlier runs remember of a Region's campaigns, and the time of this run. */
export interface Recollection {
  readonly campaigns: ReadonlyMap<string, RememberedCampaign>;
  readonly now: number;
}

/** A campaign to read; `summary` is undefined where it was named and not listed. */
export interface Listed {
  readonly arn: ResourceArn;
  readonly summary: CampaignSummary | undefined;
}

export interface Sparing {
  readonly anew: readonly Listed[];
  readonly recalled: readonly (Listed & { readonly memory: RememberedCampaign })[];
}

/** Parts campaigns into those to describe and those whose listing says that nothing changed since they were. */
export function sparing(campaigns: readonly Listed[], recollection: Recollection | undefined): Sparing {
  if (!recollection) return { anew: campaigns, recalled: [] };
  const recallable = campaigns.flatMap((one) => {
    const memory = recollection.campaigns.get(one.arn.arn);
    return memory && holds(memory, one.summary, recollection.now) ? [{ ...one, memory }] : [];
  });
  const oldestFirst = recallable.toSorted((a, b) => a.memory.describedAt - b.memory.describedAt);
  const recalled = oldestFirst.slice(DESCRIBED_ALL_THE_SAME);
  const spared = new Set(recalled.map(({ arn }) => arn.arn));
  return { anew: campaigns.filter(({ arn }) => !spared.has(arn.arn)), recalled };
}

function holds(memory: RememberedCampaign, summary: CampaignSummary | undefined, now: number): boolean {
  const { describedAt } = memory;
  if (!isInForce(summary?.status) || !isAsListed(memory, summary) || !isSettled(memory)) return false;
  return describedAt <= now && now - describedAt <= LONGEST_RELIED_ON_MS;
}

/** False of a description made during a change, or soon after. */
function isSettled({ describedAt, description, listed }: RememberedCampaign): boolean {
  if (isUpdating(description.update?.status)) return false;
  return describedAt - Math.max(listed.createdAt, listed.updatedAt) >= SETTLING_MS;
}

function isAsListed({ listed }: RememberedCampaign, summary: CampaignSummary | undefined): boolean {
  return (
    summary?.creationDateTime?.getTime() === listed.createdAt &&
    summary.lastUpdatedDateTime?.getTime() === listed.updatedAt
  );
}

/** True where a campaign changed though its listing did not: the listing is not to be relied on. */
export function isRefuted(
  memory: RememberedCampaign | undefined,
  summary: CampaignSummary | undefined,
  campaign: Campaign,
): boolean {
  if (!memory || !isAsListed(memory, summary) || !isSettled(memory)) return false;
  return JSON.stringify(inOrder(memory.description)) !== JSON.stringify(inOrder(descriptionOf(campaign)));
}

/** The campaign as it was described. */
export function recalledCampaign({ description }: RememberedCampaign): Campaign {
  const { solutionVersionArn, floor, createdAt, updatedAt, update } = description;
  return {
    solutionVersionArn,
    minProvisionedTPS: floor,
    creationDateTime: dateOf(createdAt),
    lastUpdatedDateTime: dateOf(updatedAt),
    ...(update && {
      latestCampaignUpdate: {
        status: update.status,
        creationDateTime: dateOf(update.createdAt),
        lastUpdatedDateTime: dateOf(update.updatedAt),
      },
    }),
  };
}

/**
 * Where a campaign comes from, if that is remembered. A version of a solution stays what it is; what `$LATEST` stands
 * for, only as long as the campaign does.
 */
export function rememberedOrigin(
  memory: RememberedCampaign | undefined,
  summary: CampaignSummary | undefined,
  { solutionVersionArn }: Campaign,
): Origin | undefined {
  if (!memory?.recipe || !memory.datasetGroup || !solutionVersionArn) return undefined;
  if (memory.description.solutionVersionArn !== solutionVersionArn) return undefined;
  const isFixed = originOperation(solutionVersionArn) === 'DescribeSolutionVersion';
  if (!isFixed && !isAsListed(memory, summary)) return undefined;
  return { recipe: memory.recipe, datasetGroup: memory.datasetGroup };
}

/** What to remember of a campaign; nothing where it was not listed with both of its dates. */
export function remembered(
  { arn, summary }: Listed,
  campaign: Campaign,
  origin: Origin,
  { describedAt, findings }: Pick<RememberedCampaign, 'describedAt' | 'findings'>,
): RememberedCampaign | undefined {
  const createdAt = summary?.creationDateTime?.getTime();
  const updatedAt = summary?.lastUpdatedDateTime?.getTime();
  if (createdAt === undefined || updatedAt === undefined) return undefined;
  return {
    arn: arn.arn,
    describedAt,
    listed: { createdAt, updatedAt },
    description: descriptionOf(campaign),
    ...origin,
    findings,
  };
}

function descriptionOf(campaign: Campaign): Description {
  const { solutionVersionArn, minProvisionedTPS, creationDateTime, lastUpdatedDateTime } = campaign;
  const { latestCampaignUpdate: update } = campaign;
  return {
    solutionVersionArn,
    floor: minProvisionedTPS,
    createdAt: creationDateTime?.getTime(),
    updatedAt: lastUpdatedDateTime?.getTime(),
    ...(update && {
      update: {
        status: update.status,
        createdAt: update.creationDateTime?.getTime(),
        updatedAt: update.lastUpdatedDateTime?.getTime(),
      },
    }),
  };
}

function inOrder({ solutionVersionArn, floor, createdAt, updatedAt, update }: Description) {
  const { status, createdAt: begunAt, updatedAt: endedAt } = update ?? {};
  return [solutionVersionArn, floor, createdAt, updatedAt, status, begunAt, endedAt];
}

const dateOf = (time: number | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time);
