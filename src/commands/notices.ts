import { unlookedAt } from '../changes/capacityRules.ts';
import type { Assessment } from '../findings/finding.ts';
import type { Notice } from '../outcomes/notice.ts';
import { policiesIn } from '../settings/config/accounts.ts';
import type { Config } from '../settings/config/config.ts';
import { of } from './accounts.ts';
import type { Context } from './context.ts';
import { modesOf } from './modes.ts';
import { schedulesForNothing } from './schedules.ts';
import type { AccountOutcome } from './surveyAccounts.ts';

/** What a reader should know of how far this run could go. */
export function noticesOf(
  context: Context,
  assessments: readonly Assessment[],
  accounts: readonly AccountOutcome[],
): readonly Notice[] {
  return [
    ...nobodyToAsk(context, assessments),
    ...distrusted(context),
    ...(sawAll(context, accounts)
      ? schedulesForNothing(
          context.config.file,
          accounts.flatMap(({ regions }) => regions),
        )
      : []),
    ...accounts.flatMap((account) => of(account.name, outOfSight(account))),
  ];
}

/** Whether all Regions of all accounts were looked at: only then is what was not found nowhere. */
function sawAll({ settings }: Context, accounts: readonly AccountOutcome[]): boolean {
  const isWhole = ({ context, regions }: AccountOutcome) =>
    context.settings.regions.every((region) => regions.some(({ fleet }) => fleet.region === region));
  return !settings.isForSomeAccounts && accounts.every(isWhole);
}

/** What the file says of resources that the run did not look at. */
function outOfSight({ context, regions }: AccountOutcome): readonly Notice[] {
  const { config, settings } = context;
  const { file } = config;
  const account = regions.find((region) => region.account)?.account?.account;
  return file ? unlookedAt(file.capacity, file.file, settings, account) : [];
}

/** Findings that were to be put before a person are only reported where GitHub is not asked. */
function nobodyToAsk(context: Context, assessments: readonly Assessment[]): readonly Notice[] {
  const found = assessments.some(({ findings }) => findings.length > 0);
  if (context.github || !found) return [];
  const modes = modesOf(context);
  if (!modes.has('issue') && !modes.has('pull-request')) return [];
  const text =
    'Findings are only reported: without github-token, or outside of GitHub, no issue and no pull request can be opened. Give the input github-token, or set auto-adjust-min-tps and auto-delete-or-stop-idle-resources to report.';
  return [{ level: 'warning', text }];
}

/** Says why a file that allows more than the inputs did not. */
function distrusted({ config, event, settings }: Context): readonly Notice[] {
  const { file, trusted } = config;
  if (!file || trusted || isSilent(file)) return [];
  if (settings.command === 'plan' && event.pullRequest) return [];
  const text = `${file.file} is not known to be that of the default branch, so that its policies allow no more than the inputs do, and nothing in its sections capacity and schedules is carried out.`;
  return [{ level: 'info', text }];
}

const isSilent = (file: Config): boolean =>
  [policiesIn(file), file.capacity, file.schedules].every((section) => section.length === 0);
