import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Campaign, PersonalizeClient } from '@aws-sdk/client-personalize';
import pLimit from 'p-limit';
import { type Kind, parseResourceArn, type ResourceArn } from '../aws/arn.ts';
import { errorName, failureOf, isNotFound } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { Scope } from '../settings/fields.ts';
import { campaignResource, describeCampaign, listCampaigns } from './campaigns.ts';
import { listRecommenders, recommenderResource } from './recommenders.ts';
import { findRequestMetrics } from './requestMetrics.ts';
import type { Existence, RegionFleet, Resource, Unmonitored } from './resource.ts';
import { describeOrigin, listOrigins, type Origin, originOperation, solutionOf } from './solutions.ts';
import { existenceOf, isServing } from './status.ts';

/** Descriptions under way at once; a throttled client slows down by itself. */
const DESCRIPTIONS_AT_ONCE = 8;

export interface FleetQuery {
  readonly region: string;
  readonly scope: Readonly<Record<Kind, Scope>>;
  readonly personalize: PersonalizeClient;
  readonly cloudWatch: CloudWatchClient;
  /** Told now and then how many of how many campaigns have been described. */
  readonly progress?: (described: number, total: number) => void;
}

export interface FleetReading {
  readonly fleet: RegionFleet;
  /** True when every listing asked for came back whole, so that the number of resources is known. */
  readonly listed: boolean;
  readonly failures: readonly Failure[];
}

/**
 * Reads what exists in one Region. What could not be read is told as failures and missing from the fleet, which
 * then is not `complete`; it is never taken from an older reading.
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
    const { personalize, region, progress } = this.#query;
    const serving = await this.#servingCampaigns();
    if (serving.length === 0) return;
    const limit = pLimit(DESCRIPTIONS_AT_ONCE);
    let described = 0;
    const campaigns = await Promise.all(
      serving.map((arn) =>
        limit(async () => {
          const campaign = await this.#describe(arn);
          described += 1;
          progress?.(described, serving.length);
          return campaign ? [{ arn, campaign }] : [];
        }),
      ),
    );
    const solutions = campaigns.flat().flatMap(({ campaign }) => campaign.solutionVersionArn ?? []);
    const listed = await listOrigins(personalize, region, new Set(solutions.map(solutionOf)));
    this.#failures.push(...listed.failures);
    await Promise.all(
      campaigns.flat().map(({ arn, campaign }) =>
        limit(async () => {
          const origin = await this.#originOf(arn, campaign.solutionVersionArn, listed.origins);
          this.#resources.push(await this.#withRequestMetrics(campaignResource(arn, campaign, origin)));
        }),
      ),
    );
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
    return { fleet, listed: this.#listed, failures: this.#failures };
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

  async #servingCampaigns(): Promise<readonly ResourceArn[]> {
    const { region, scope, personalize } = this.#query;
    if (scope.campaign.kind === 'none') return [];
    const wanted = this.#wanted('campaign');
    if (wanted) return wanted;
    const context = { what: 'list campaigns', region, operation: 'personalize:ListCampaigns' };
    const listed = await this.#listing(() => listCampaigns(personalize), context);
    if (!listed) return [];
    this.#wholly.add('campaign');
    return listed.flatMap(({ campaignArn, status = '' }) => {
      const arn = parseResourceArn(campaignArn ?? '');
      if (!arn) return [];
      this.#existence.set(arn.arn, existenceOf(status));
      if (isServing(status)) return [arn];
      this.#unmonitored.push({ ...arn, status });
      return [];
    });
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

  async #originOf(
    arn: ResourceArn,
    solutionVersionArn: string | undefined,
    listed: ReadonlyMap<string, Origin>,
  ): Promise<Origin> {
    const unknown: Origin = { recipe: undefined, datasetGroup: undefined };
    if (!solutionVersionArn) return unknown;
    const known = listed.get(solutionOf(solutionVersionArn)) ?? unknown;
    if (known.recipe && known.datasetGroup) return known;
    try {
      const told = await describeOrigin(this.#query.personalize, solutionVersionArn);
      return { recipe: known.recipe ?? told.recipe, datasetGroup: known.datasetGroup ?? told.datasetGroup };
    } catch (error) {
      const what = 'find out the recipe of a campaign';
      const operation = `personalize:${originOperation(solutionVersionArn)}`;
      this.#failures.push(
        failureOf(error, { what, region: this.#query.region, resource: arn.arn, operation }),
      );
      return known;
    }
  }

  /** Asks CloudWatch which request metrics there are, where the recipe does not tell. */
  async #withRequestMetrics(resource: Resource): Promise<Resource> {
    if (resource.requestMetrics.kind === 'known') return resource;
    const { cloudWatch, region } = this.#query;
    try {
      const found = await findRequestMetrics(cloudWatch, resource);
      if (found.kind === 'known') return { ...resource, requestMetrics: found };
      const why = `${resource.requestMetrics.why}, and ${found.why}`;
      return { ...resource, requestMetrics: { kind: 'unknown', why } };
    } catch (error) {
      const context = { region, resource: resource.arn, operation: 'cloudwatch:ListMetrics' };
      this.#failures.push(failureOf(error, { what: 'find the request metrics of a campaign', ...context }));
      const why = `${resource.requestMetrics.why}, and ListMetrics failed (${errorName(error)})`;
      return { ...resource, requestMetrics: { kind: 'unknown', why } };
    }
  }
}

function byArn(a: { arn: string }, b: { arn: string }): number {
  return a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0;
}
