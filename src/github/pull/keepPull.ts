import type { Failure } from '../../aws/failure.ts';
import type { Notice } from '../../outcomes/notice.ts';
import type { Upkeep } from '../../outcomes/upkeep.ts';
import type { GitHub } from '../client.ts';
import type { Deeds } from './act.ts';
import { BRANCH } from './commit.ts';
import { type Decision, decide, type Situation } from './decide.ts';
import { closeFallbacks, type Fallback, keepFallback, openOnes } from './fallback.ts';
import type { FallbackWords } from './fallbackText.ts';
import type { Paper } from './paper.ts';
import { plannedUpkeep } from './planned.ts';
import type { Withheld } from './proposal.ts';
import { type Place, readSituation } from './read.ts';
import { keepBranch, keepPull, NOTHING_LEFT, withdraw } from './write.ts';

export interface PullOptions extends Place, FallbackWords {
  /** `plan` writes nothing, and tells what `apply` would do. */
  readonly mode: 'apply' | 'plan';
}

export interface PullKept {
  /** Of the pull request that is open. */
  readonly number?: number;
  readonly url?: string;
  /** The issue that asks a person to open it, where this action may not. */
  readonly issue?: Fallback;
  readonly upkeep: readonly Upkeep[];
  readonly notices: readonly Notice[];
  readonly failures: readonly Failure[];
  /** Why a change is not before anyone, by its key: declined, or held back. */
  readonly declined: Withheld;
  /** Keys of the changes that a pull request, or that issue, puts before people now. */
  readonly delivered: ReadonlySet<string>;
}

/**
 * Keeps one pull request that proposes what the `capacity` section of the config file should say: opened, kept up to
 * date in place, closed when nothing is left to propose. An unchanged state writes nothing.
 */
export async function keepPullRequest(github: GitHub, options: PullOptions): Promise<PullKept> {
  const read = await readSituation(github, options);
  if (read.kind === 'forbidden') return kept({ upkeep: [], notices: [], failures: [] });
  if (read.kind === 'unknown') return kept({ upkeep: [], notices: [], failures: [read.failure] });
  const { situation, defaultSha } = read;
  const decision = decide(situation);
  const { plan } = decision;
  const deeds: Deeds = {
    upkeep: [],
    notices: [...told(decision, options.head)],
    failures: [...impossible(decision, situation)],
  };
  const result = { ...deeds, declined: decision.withheld };
  const open =
    plan.kind === 'hands-off' ? plan.pull : plan.kind === 'wait' ? openPull(plan.paper) : undefined;
  const issue = plan.kind === 'wait' && plan.paper.kind === 'pull-issue' ? { issue: plan.paper } : {};
  if (options.mode === 'plan') {
    deeds.upkeep.push(...plannedUpkeep(plan, openOnes(situation.issues), options.head));
    const paper = plan.kind === 'keep' && plan.pull.kind !== 'open' ? plan.pull.paper : open;
    return kept(result, paper, decision.delivered);
  }
  switch (plan.kind) {
    case 'impossible':
      return kept(result);
    case 'hands-off':
    case 'wait':
      return { ...kept(result, open, decision.delivered), ...issue };
    case 'nothing':
    case 'withdraw':
      if (plan.kind === 'withdraw') await withdraw(github, plan, deeds, NOTHING_LEFT, options.head);
      await closeFallbacks(github, situation.issues, NOTHING_LEFT, deeds);
      return kept(result);
    case 'keep': {
      if (!(await keepBranch(github, situation, plan, defaultSha ?? '', deeds))) return kept(result);
      const pull = await keepPull(github, plan, options, deeds);
      if (pull === undefined) return kept(result);
      if (pull !== 'forbidden') {
        await closeFallbacks(github, situation.issues, `the pull request is #${pull.number}`, deeds);
        return kept(result, pull, decision.delivered);
      }
      const issue = await keepFallback(github, situation.issues, plan.entries, options, deeds);
      if (!issue) return kept(result);
      deeds.notices.push(forbidden(issue));
      return {
        ...kept(result, undefined, decision.delivered),
        issue: { number: issue.number, url: issue.url },
      };
    }
  }
}

function kept(
  rest: Deeds & { readonly declined?: Withheld },
  pull?: Paper,
  delivered: ReadonlySet<string> = new Set(),
): PullKept {
  const place = pull ? { number: pull.number, url: pull.url } : {};
  const { upkeep, notices, failures, declined = new Map<string, string>() } = rest;
  return { ...place, upkeep, notices, failures, declined, delivered };
}

const openPull = (paper: Paper) => (paper.kind === 'pull' ? paper : undefined);

function told({ plan }: Decision, head = BRANCH): readonly Notice[] {
  if (plan.kind === 'wait') return [waiting(plan)];
  if (plan.kind !== 'hands-off') return [];
  const { who, pull } = plan;
  const what = pull
    ? `pull request #${pull.number} is left alone: merge it or close it`
    : 'nothing is proposed: delete the branch';
  return [
    {
      level: 'warning',
      text: `A commit by ${who} is on the branch ${head}, so ${what}, and then proposals come again.`,
    },
  ];
}

function waiting({ paper, keys }: Extract<Decision['plan'], { kind: 'wait' }>): Notice {
  const what = paper.kind === 'pull' ? 'Pull request' : 'Issue';
  const text = `${what} #${paper.number} is left as it is: whether what it proposes for ${keys.join(', ')} still holds could not be told in this run.`;
  return { level: 'info', text };
}

function impossible({ plan }: Decision, { file }: Situation): readonly Failure[] {
  if (plan.kind !== 'impossible') return [];
  return [
    {
      what: 'propose changes in a pull request',
      resource: file,
      cause: `${file} cannot be edited: ${plan.why}.`,
      remedy: `Mend ${file} on the default branch. Nothing was written.`,
    },
  ];
}

function forbidden({ number }: Fallback): Notice {
  return {
    level: 'warning',
    text: `This repository does not let GitHub Actions open pull requests. Issue #${number} has a link that opens it, and the setting to change.`,
  };
}
