import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Campaign, PersonalizeClient } from '@aws-sdk/client-personalize';
import pLimit from 'p-limit';
import { type Kind, parseResourceArn, type ResourceArn } from '../aws/arn.ts';
import { failureOf, isNotFound } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { Scope } from '../settings/fields.ts';
import { describeCampaign, listCampaigns } from './campaigns.ts';
import { identify } from './identify.ts';
import {
  type Described,
  described,
  isForeign,
  NOTHING_REMEMBERED,
  type Remembrance,
  recall,
  refutedBy,
  toRemember,
} from './recall.ts';
import { listRecommenders, recommenderResource } from './recommenders.ts';
import { type Listed, type Recollection, type Sparing, sparing } from './remembered.ts';
import type { Existence, RegionFleet, Resource, Unmonitored } from './resource.ts';
import { existenceOf, isServing } from './status.ts';

/** Descriptions under way at once; a throttled client slows down by itself. */
const DESCRIPTIONS_AT_ONCE = 8;

export interface FleetQuery {
  readonly region: string;
  readonly scope: Readonly<Record<Kind, Scope>>;
  readonly personalize: PersonalizeClient;
  readonly cloudWatch: CloudWatchClient;
  /** What spares descriptions; undefined: nothing does, and nothing is to be remembered. */
  readonly recollection?: Recollection | undefined;
  /** Told now and then how many of how many campaigns have been described. */
  readonly progress?: (described: number, total: number) => void;
}

export interface FleetReading {
  readonly fleet: RegionFleet;
  /** True when every listing asked for came back whole, so that the number of resources is known. */
  readonly listed: boolean;
  readonly failures: readonly Failure[];
  readonly memory: Remembrance;
}

/**
 * Reads what exists in one Region. What could not be read is told as failures and missing from the fleet, which
 * then is not `complete`; it is never taken from an older reading. Only a campaign that is remembered, and whose
 * listing says that it did not change since, is not described again.
 */
export async function readFleet(query: FleetQuery): Promise<FleetReading> {
  const reader = new FleetReader(query);
  await Promise.all([reader.readCampaigns(), reader.readRecommenders()]);
  return reader.reading();
}

class FleetReader {
  readonly #query: FleetQuery;
  readonly #resources: Resource[] = [];
  readonly #unmonitored: Unmonitored[] = [];
  readonly #failures: Failure[] = [];
  readonly #existence = new Map<string, Existence>();
  /** Kinds whose complete listing was read, so that what it does not name is gone. */
  readonly #wholly = new Set<Kind>();
  #listed = true;
  #memory: Remembrance = NOTHING_REMEMBERED;

  constructor(query: FleetQuery) {
    this.#query = query;
  }

  async readRecommenders(): Promise<void> {
    const { region, scope, personalize } = this.#query;
    const wanted = this.#wanted('recommender');
    if (scope.recommender.kind === 'none' || wanted?.length === 0) return;
    const context = { what: 'list recommenders', region, operation: 'personalize:ListRecommenders' };
    const listed = await this.#listing(() => listRecommenders(personalize), context);
    if (!listed) return;
    this.#wholly.add('recommender');
    for (const recommender of listed) {
      const arn = parseResourceArn(recommender.recommenderArn ?? '');
      if (!arn) continue;
      const status = recommender.status ?? '';
      this.#existence.set(arn.arn, existenceOf(status));
      if (wanted && !wanted.some((one) => one.arn === arn.arn)) continue;
      if (isServing(status)) this.#resources.push(recommenderResource(arn, recommender));
      else this.#unmonitored.push({ ...arn, status });
    }
    for (const { arn } of wanted ?? []) {
      if (this.#existence.has(arn)) continue;
      this.#existence.set(arn, 'gone');
      this.#failures.push({
        what: 'find a recommender named in recommender-arns',
        region,
        resource: arn,
        cause: 'ListRecommenders does not show it.',
        remedy: 'Check the ARN and the account signed in to, or remove it from recommender-arns.',
      });
    }
  }

  async readCampaigns(): Promise<void> {
    const { recollection } = this.#query;
    const { campaigns: serving, foreign } = await this.#servingCampaigns();
    const { anew, recalled } = sparing(serving, recollection);
    const first = await this.#describeAll(anew);
    const refuted = refutedBy(first);
    const rest = refuted.length > 0 ? await this.#describeAll(recalled) : recalled.map(recall);
    const found = await identify(this.#query, [...first, ...rest]);
    this.#failures.push(...found.failures);
    this.#resources.push(...found.campaigns.map(({ resource }) => resource));
    if (!recollection) return;
    const kept = found.campaigns.flatMap(({ of, origin }) => toRemember(of, origin, recollection.now));
    this.#memory = {
      campaigns: this.#wholly.has('campaign') ? kept : undefined,
      recalled: new Set(rest.flatMap(({ isRecalled, arn }) => (isRecalled ? arn.arn : []))),
      refuted,
      foreign,
    };
  }

  reading(): FleetReading {
    const existence = (text: string): Existence => {
      const known = this.#existence.get(text);
      if (known) return known;
      const arn = parseResourceArn(text);
      const here = arn && arn.region === this.#query.region;
      return here && this.#wholly.has(arn.kind) && this.#sameAccount(arn) ? 'gone' : 'unknown';
    };
    const fleet: RegionFleet = {
      region: this.#query.region,
      resources: this.#resources.sort(byArn),
      unmonitored: this.#unmonitored.sort(byArn),
      complete: this.#failures.length === 0,
      existence,
    };
    return { fleet, listed: this.#listed, failures: this.#failures, memory: this.#memory };
  }

  /** A listing shows one account: what belongs to another is not gone because it is not in it. */
  #sameAccount({ account }: ResourceArn): boolean {
    const accounts = new Set([...this.#existence.keys()].map((arn) => parseResourceArn(arn)?.account));
    return accounts.size === 0 || accounts.has(account);
  }

  /** The ARNs asked for in this Region; undefined when all are. */
  #wanted(kind: Kind): readonly ResourceArn[] | undefined {
    const scope = this.#query.scope[kind];
    return scope.kind === 'arns'
      ? scope.arns.filter(({ region }) => region === this.#query.region)
      : undefined;
  }

  async #listing<T>(list: () => Promise<T[]>, context: { what: string; region: string; operation: string }) {
    try {
      return await list();
    } catch (error) {
      this.#listed = false;
      this.#failures.push(failureOf(error, context));
      return undefined;
    }
  }

  async #servingCampaigns(): Promise<{ campaigns: readonly Listed[]; foreign: boolean }> {
    const { region, scope, personalize, recollection } = this.#query;
    const none = { campaigns: [], foreign: false };
    if (scope.campaign.kind === 'none') return none;
    const wanted = this.#wanted('campaign');
    if (wanted) return { ...none, campaigns: wanted.map((arn) => ({ arn, summary: undefined })) };
    const context = { what: 'list campaigns', region, operation: 'personalize:ListCampaigns' };
    const listed = await this.#listing(() => listCampaigns(personalize), context);
    if (!listed) return none;
    this.#wholly.add('campaign');
    const named = listed.flatMap((summary) => {
      const arn = parseResourceArn(summary.campaignArn ?? '');
      return arn ? [{ arn, summary }] : [];
    });
    const campaigns = named.filter(({ arn, summary: { status = '' } }) => {
      this.#existence.set(arn.arn, existenceOf(status));
      if (!isServing(status)) this.#unmonitored.push({ ...arn, status });
      return isServing(status);
    });
    return { campaigns, foreign: isForeign(recollection, named) };
  }

  async #describeAll(campaigns: Sparing['anew']): Promise<Described[]> {
    const { recollection, progress } = this.#query;
    const limit = pLimit(DESCRIPTIONS_AT_ONCE);
    let done = 0;
    const all = await Promise.all(
      campaigns.map((listed) =>
        limit(async () => {
          const campaign = await this.#describe(listed.arn);
          done += 1;
          progress?.(done, campaigns.length);
          return campaign ? [described(listed, campaign, recollection)] : [];
        }),
      ),
    );
    return all.flat();
  }

  /** The campaign if it serves; what does not, no longer exists, or cannot be read is recorded as such. */
  async #describe(arn: ResourceArn): Promise<Campaign | undefined> {
    const { personalize, region, scope } = this.#query;
    try {
      const campaign = await describeCampaign(personalize, arn.arn);
      const status = campaign.status ?? '';
      this.#existence.set(arn.arn, existenceOf(status));
      if (isServing(status)) return campaign;
      this.#unmonitored.push({ ...arn, status });
      return undefined;
    } catch (error) {
      if (isNotFound(error)) this.#existence.set(arn.arn, 'gone');
      if (isNotFound(error) && scope.campaign.kind === 'all') return undefined;
      const context = { region, resource: arn.arn, operation: 'personalize:DescribeCampaign' };
      this.#failures.push(failureOf(error, { what: 'describe a campaign', ...context }));
      return undefined;
    }
  }
}

function byArn(a: { arn: string }, b: { arn: string }): number {
  return a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0;
}
