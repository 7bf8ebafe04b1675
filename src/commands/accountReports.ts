import type { Failure } from '../aws/failure.ts';
import type { AccountReport, RegionReport, Result } from '../report/run.ts';
import { type Covered, of } from './accounts.ts';
import { regionReport, resultOf } from './reporting.ts';
import type { RegionOutcome } from './settle.ts';
import type { AccountOutcome } from './surveyAccounts.ts';

/** How each account of the config file fared. None where that names none. */
export function accountReports(
  accounts: readonly AccountOutcome[],
  failures: readonly Failure[],
): readonly AccountReport[] {
  return accounts.flatMap((account) => {
    const own = failures.filter((failure) => failure.account === account.name);
    return accountReport(account, resultOf(account.regions, own, account.context.signal.aborted));
  });
}

/** How one of them fared; none for the account of no name. */
export function accountReport({ name, context }: Covered, result: Result): readonly AccountReport[] {
  if (name === undefined) return [];
  const id = context.accounts.find(({ entry }) => entry.name === name)?.entry.id;
  return [{ name, ...(id === undefined ? {} : { id }), result }];
}

/** Reports with the name of the account that their ARN is of. */
export function inAccounts<T extends { readonly arn: string }>(
  regions: readonly Pick<RegionOutcome, 'account' | 'accountName'>[],
  reports: readonly T[],
): readonly (T & { account?: string })[] {
  const names = new Map(regions.map(({ account, accountName }) => [account?.account, accountName]));
  return reports.map((report) => {
    const account = names.get(report.arn.split(':')[4]);
    return account === undefined ? report : { account, ...report };
  });
}

/** The Regions of an account. One that was never looked at is in the report too, as one that was not listed. */
export function regionReports({ name, context, regions }: AccountOutcome): readonly RegionReport[] {
  if (name === undefined) return regions.map(regionReport);
  return context.settings.regions.map((region): RegionReport => {
    const found = regions.find(({ fleet }) => fleet.region === region);
    if (!found) return { account: name, region, resources: [], unmonitored: [] };
    const { resources, unmonitored, ...report } = regionReport(found);
    return { account: name, ...report, resources: of(name, resources), unmonitored: of(name, unmonitored) };
  });
}
