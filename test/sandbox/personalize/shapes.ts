/** Input shapes, errors and lookups that the Personalize operations share (platform-facts 1.1). */
import { type Context, makeToken, operations, page, present, refuseWith } from '../service.ts';
import {
  boolean,
  integer,
  list,
  map,
  number,
  ServiceError,
  type Shape,
  string,
  structure,
  type Value,
} from '../validation.ts';

export const validated = operations(refuseWith('InvalidInputException'));

export const arnShape = string({ max: 256, pattern: /arn:([a-z\d-]+):personalize:.*:.*:.+/ });
export const nameShape = string({ min: 1, max: 63, pattern: /[a-zA-Z0-9][a-zA-Z0-9\-_]*/ });
export const tagsShape = list(
  structure({ tagKey: string({ min: 1, max: 128 }), tagValue: string({ max: 256 }) }),
  { max: 200 },
);
const floorShape = integer({ min: 1 });
const explorationShape = map(string({ max: 1024 }), { max: 100 });

export const campaignConfigShape = structure(
  {},
  {
    itemExplorationConfig: explorationShape,
    enableMetadataWithRecommendations: boolean(),
    syncWithLatestSolutionVersion: boolean(),
    rankingInfluence: map(number({ min: 0, max: 1 })),
  },
);
const columnsShape = map(list(string({ max: 150 }), { max: 50 }), { max: 3 });
export const recommenderConfigShape = structure(
  {},
  {
    itemExplorationConfig: explorationShape,
    minRecommendationRequestsPerSecond: floorShape,
    trainingDataConfig: structure(
      {},
      { excludedDatasetColumns: columnsShape, includedDatasetColumns: columnsShape },
    ),
    enableMetadataWithRecommendations: boolean(),
  },
);
export const campaignChangesShape = {
  minProvisionedTPS: floorShape,
  campaignConfig: campaignConfigShape,
};

const pagingShape = { nextToken: string({ max: 1500 }), maxResults: integer({ min: 1, max: 100 }) };

/** A List operation: filters beside nextToken and maxResults. */
export function listShape<O extends Record<string, Shape<unknown>>>(filters: O) {
  return structure({}, { ...pagingShape, ...filters });
}

export function pageOf<T>(
  context: Context,
  listing: string,
  input: { nextToken?: string; maxResults?: number },
  all: readonly T[],
): { items: T[]; next?: string } {
  const { nextToken, maxResults: _, ...filters } = input;
  const token = makeToken(`${listing} ${context.region.name} ${JSON.stringify(filters)}`, 0);
  const size = Math.min(input.maxResults ?? 100, context.settings.pageSize);
  const invalid = () => new ServiceError('InvalidNextTokenException', 'The token is not valid.');
  return page(all, { listing: token, token: nextToken, size }, invalid);
}

export type Kind = 'campaign' | 'recommender' | 'solution' | 'solution version' | 'dataset-group' | 'recipe';

/**
 * The resource behind an ARN. Of another account: AccessDeniedException. Of another kind:
 * InvalidInputException. Not there, or in another Region: ResourceNotFoundException.
 */
export function find<T>(arn: string, kind: Kind, context: Context, all: ReadonlyMap<string, T>): T {
  const [, , , , account, path = ''] = arn.split(':');
  if (kind !== 'recipe' && account !== context.region.account)
    throw new ServiceError(
      'AccessDeniedException',
      `User: ${context.account.callerArn} is not authorized to access the resource ${arn}`,
    );
  if (kindOf(path) !== kind) throw invalidInput(`${arn} is not the ARN of a ${kind}.`);
  const found = all.get(arn);
  if (found === undefined)
    throw new ServiceError('ResourceNotFoundException', `Could not find ${kind}: ${arn}`, 404);
  return found;
}

function kindOf(path: string): string {
  const [kind = '', , version] = path.split('/');
  return kind === 'solution' && version !== undefined ? 'solution version' : kind;
}

export function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInputException', message);
}

export function inUse(message: string): ServiceError {
  return new ServiceError('ResourceInUseException', message, 409);
}

export const output = present;
export type CampaignConfig = Value<typeof campaignConfigShape>;
