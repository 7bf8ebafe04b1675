import type { Account } from '../aws/account.ts';
import { unlookedAt } from '../changes/capacityRules.ts';
import type { Assessment } from '../findings/finding.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { Context } from './context.ts';

/** What a reader should know of how far this run could go. */
export function noticesOf(
  context: Context,
  assessments: readonly Assessment[],
  account: Account | undefined,
): readonly Notice[] {
  const { config, settings } = context;
  const { file } = config;
  return [
    ...nobodyToAsk(context, assessments),
    ...distrusted(context),
    ...notYet(config),
    ...(file ? unlookedAt(file.capacity, file.file, settings, account?.account) : []),
  ];
}

/** Findings that were to be put before a person are only reported where GitHub is not asked. */
function nobodyToAsk(
  { github, settings, config }: Context,
  assessments: readonly Assessment[],
): readonly Notice[] {
  const found = assessments.some(({ findings }) => findings.length > 0);
  if (github || !found) return [];
  const policies = config.file?.policies.map((policy) => policy.settings) ?? [];
  const modes = [settings, ...policies].flatMap(({ adjust, end }) => [adjust, end]);
  if (!modes.some((mode) => mode === 'issue' || mode === 'pull-request')) return [];
  const text =
    'Findings are only reported: without github-token, or outside of GitHub, no issue and no pull request can be opened. Give the input github-token, or set auto-adjust-min-tps and auto-delete-or-stop-idle-resources to report.';
  return [{ level: 'warning', text }];
}

/** Says why a file that allows more than the inputs did not. */
function distrusted({ config, event, settings }: Context): readonly Notice[] {
  const { file, trusted } = config;
  if (!file || trusted || (file.policies.length === 0 && file.capacity.length === 0)) return [];
  if (settings.command === 'plan' && event.pullRequest) return [];
  const text = `${file.file} is not known to be that of the default branch, so that its policies allow no more than the inputs do, and nothing in its section capacity is carried out.`;
  return [{ level: 'info', text }];
}

/** A section that is not acted on must not be taken for one that is. */
function notYet({ file }: Context['config']): readonly Notice[] {
  return (file?.later ?? []).map((section) => ({
    level: 'warning',
    text: `${file?.file} has a section ${section}, and this version does nothing about it.`,
  }));
}
