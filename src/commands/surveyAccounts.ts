import pLimit from 'p-limit';
import { failureOf } from '../aws/errors.ts';
import type { Failure } from '../aws/failure.ts';
import type { Proposal } from '../changes/propose.ts';
import { hideAccountIds } from '../report/accounts.ts';
import { type Covered, coveredBy, signedIn } from './accounts.ts';
import type { Context, Mode } from './context.ts';
import { type Recalled, recallFleet, recollectionOf } from './memory.ts';
import { type Surveyed, surveyRegion } from './region.ts';
import { type RegionOutcome, settleRegion } from './settle.ts';

/** Side by side, but not so many that the answers in flight fill the memory of a small runner. */
const REGIONS_AT_ONCE = 4;
const ACCOUNTS_AT_ONCE = 4;

/** What a run found in one account. */
export interface AccountSurvey extends Covered {
  readonly recalled: Recalled;
  /** Its Regions; none where the account could not be signed in to. */
  readonly surveyed: readonly Surveyed[];
  /** Of the account as a whole. */
  readonly failures: readonly Failure[];
}

/** What a run found, and did, in one account. */
export interface AccountOutcome extends Covered {
  readonly recalled: Recalled;
  readonly regions: readonly RegionOutcome[];
  readonly failures: readonly Failure[];
}

/** All Regions of all accounts. What fails in one of several accounts leaves the others as they are. */
export async function surveyAccounts(context: Context, mode: Mode): Promise<readonly AccountSurvey[]> {
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  return Promise.all(coveredBy(context).map((covered) => limit(() => surveyAccount(covered, mode))));
}

async function surveyAccount(covered: Covered, mode: Mode): Promise<AccountSurvey> {
  const { name, context } = covered;
  const recalled = await recallFleet(context);
  const startedAt = context.now();
  const refusal = await signedIn(covered);
  if (refusal) {
    context.log.info(hideAccountIds(`could not be signed in to: ${refusal.cause}`));
    return { ...covered, recalled, surveyed: [], failures: [refusal] };
  }
  const failures: Failure[] = [];
  const surveyed = await eachOf(context.settings.regions, async (region) => {
    try {
      const found = await surveyRegion(context, region, mode, recollectionOf(recalled, region, startedAt));
      return [name === undefined ? found : { ...found, accountName: name }];
    } catch (error) {
      if (name === undefined) throw error;
      failures.push(failureOf(error, { what: 'look at a Region', region }));
      return [];
    }
  });
  return { ...covered, recalled, surveyed: surveyed.flat(), failures };
}

/** Carries out what the run settled on, each account's part in that account. */
export async function settleAccounts(
  surveys: readonly AccountSurvey[],
  proposals: readonly Proposal[],
  mode: Mode,
  told: (context: Context, outcome: RegionOutcome) => void,
): Promise<readonly AccountOutcome[]> {
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  return Promise.all(
    surveys.map(({ surveyed, ...survey }) =>
      limit(async () => {
        const regions = await eachOf(surveyed, async (one) => {
          const outcome = await settled(survey.context, one, proposals.filter(isIn(one)), mode);
          told(survey.context, outcome);
          return outcome;
        });
        return { ...survey, regions };
      }),
    ),
  );
}

async function settled(
  context: Context,
  one: Surveyed,
  here: readonly Proposal[],
  mode: Mode,
): Promise<RegionOutcome> {
  try {
    return await settleRegion(context, one, here, mode);
  } catch (error) {
    if (one.accountName === undefined) throw error;
    const { region } = one.fleet;
    const failure = failureOf(error, { what: 'set a Region right', region });
    const nothing = { settled: [], deleted: new Map(), alarmNames: undefined, upkeep: [] };
    return { ...one, remaining: one.fleet, ...nothing, failures: [...one.failures, failure] };
  }
}

const isIn =
  ({ fleet, account }: Surveyed) =>
  ({ change: { resource } }: Proposal): boolean =>
    resource.region === fleet.region && (account === undefined || resource.account === account.account);

function eachOf<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const limit = pLimit(REGIONS_AT_ONCE);
  return Promise.all(all.map((one) => limit(() => work(one))));
}
