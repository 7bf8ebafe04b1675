import {
  type DatasetGroupSummary,
  DescribeSolutionCommand,
  DescribeSolutionVersionCommand,
  type PersonalizeClient,
  paginateListDatasetGroups,
  paginateListSolutions,
} from '@aws-sdk/client-personalize';
import { nameInArn } from '../aws/arn.ts';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';

/** What a campaign's solution tells of it: names, or undefined where no listing told them. */
export interface Origin {
  readonly recipe: string | undefined;
  readonly datasetGroup: string | undefined;
}

export interface Origins {
  readonly origins: ReadonlyMap<string, Origin>;
  readonly failures: readonly Failure[];
}

/** `…:solution/name/version` and `…:solution/name/$LATEST` both belong to the solution `…:solution/name`. */
export function solutionOf(solutionVersionArn: string): string {
  return solutionVersionArn.split('/').slice(0, 2).join('/');
}

/**
 * Recipe and dataset group of the solutions wanted, by solution ARN. Summaries of solutions do not name their
 * dataset group, so that each group's solutions are listed apart, one after the other until none is wanted any more:
 * custom dataset groups first, since domain dataset groups mostly have recommenders. What could not be listed is missing,
 * and told as a failure.
 */
export async function listOrigins(
  client: PersonalizeClient,
  region: string,
  wanted: ReadonlySet<string>,
): Promise<Origins> {
  const origins = new Map<string, Origin>();
  const failures: Failure[] = [];
  const missing = new Set(wanted);
  const groups: DatasetGroupSummary[] = [];
  try {
    for await (const page of paginateListDatasetGroups({ client }, { maxResults: 100 })) {
      groups.push(...(page.datasetGroups ?? []));
    }
  } catch (error) {
    const context = { what: 'list dataset groups', region, operation: 'personalize:ListDatasetGroups' };
    failures.push(failureOf(error, context));
  }
  const listGroup = async (datasetGroupArn: string) => {
    for await (const page of paginateListSolutions({ client }, { datasetGroupArn, maxResults: 100 })) {
      for (const { solutionArn, recipeArn } of page.solutions ?? []) {
        if (!solutionArn) continue;
        const recipe = recipeArn && nameInArn(recipeArn);
        origins.set(solutionArn, { recipe, datasetGroup: nameInArn(datasetGroupArn) });
        missing.delete(solutionArn);
      }
    }
  };
  const customFirst = groups.toSorted(
    (a, b) => Number(a.domain !== undefined) - Number(b.domain !== undefined),
  );
  for (const { datasetGroupArn } of customFirst) {
    if (missing.size === 0) break;
    if (!datasetGroupArn) continue;
    try {
      await listGroup(datasetGroupArn);
    } catch (error) {
      const context = { region, resource: datasetGroupArn, operation: 'personalize:ListSolutions' };
      failures.push(failureOf(error, { what: 'list the solutions of a dataset group', ...context }));
    }
  }
  return { origins, failures };
}

/** Which operation `describeOrigin` asks: a campaign that follows its solution may name no version of it. */
export function originOperation(solutionVersionArn: string): 'DescribeSolution' | 'DescribeSolutionVersion' {
  const named =
    nameInArn(solutionVersionArn) !== '$LATEST' && solutionOf(solutionVersionArn) !== solutionVersionArn;
  return named ? 'DescribeSolutionVersion' : 'DescribeSolution';
}

/**
 * Recipe and dataset group of one solution version, for those that the listings leave open: automatic recipe
 * selection, a solution listed in no dataset group, or a version given as `$LATEST`.
 */
export async function describeOrigin(client: PersonalizeClient, solutionVersionArn: string): Promise<Origin> {
  const latest = originOperation(solutionVersionArn) === 'DescribeSolution';
  const told = latest
    ? (await client.send(new DescribeSolutionCommand({ solutionArn: solutionOf(solutionVersionArn) })))
        .solution
    : (await client.send(new DescribeSolutionVersionCommand({ solutionVersionArn }))).solutionVersion;
  return {
    recipe: told?.recipeArn && nameInArn(told.recipeArn),
    datasetGroup: told?.datasetGroupArn && nameInArn(told.datasetGroupArn),
  };
}
