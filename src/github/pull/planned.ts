import type { Upkeep } from '../../outcomes/upkeep.ts';
import { BRANCH } from './commit.ts';
import type { Plan } from './decide.ts';
import type { Paper } from './paper.ts';
import { titleOf, whatIsProposed } from './title.ts';
import { NOTHING_LEFT, upToDate } from './write.ts';

/** What would be done about a plan; `issues`: those open that stand in for a pull request. */
export function plannedUpkeep(plan: Plan, issues: readonly Paper[], head = BRANCH): readonly Upkeep[] {
  const outcome = 'planned';
  const target = 'pull-request';
  switch (plan.kind) {
    case 'impossible':
    case 'hands-off':
    case 'wait':
      return [];
    case 'nothing':
    case 'withdraw': {
      const { pull = undefined, branch = undefined } = plan.kind === 'withdraw' ? plan : {};
      const closed = [
        ...(pull ? [{ ...closing(pull), target } as const] : []),
        ...issues.map((issue) => ({ ...closing(issue), target: 'issue' }) as const),
      ];
      const left = { action: 'delete', target, name: `branch ${head}`, reason: NOTHING_LEFT } as const;
      return [...closed, ...(branch === undefined ? [] : [left])].map((each) => ({ ...each, outcome }));
    }
    case 'keep': {
      const { pull, entries, branch } = plan;
      const name = titleOf(entries);
      if (pull.kind === 'open') {
        return [{ action: 'create', target, name, reason: whatIsProposed(entries), outcome }];
      }
      const { number, url } = pull.paper;
      if (pull.kind === 'edit') {
        return [{ action: 'update', target, name, reason: pull.why, outcome, number, url }];
      }
      return branch === 'leave' ? [] : [{ ...upToDate(pull.paper), outcome }];
    }
  }
}

function closing({ title: name, number, url }: Paper) {
  return { action: 'close', name, reason: NOTHING_LEFT, number, url } as const;
}
