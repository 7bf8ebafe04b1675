import type { MergePlan, PolicyChange } from '../../../src/github/plan/mergePlan.ts';
import type { ChangeReport, Run } from '../../../src/report/run.ts';
import { judged } from '../../report/judged.ts';
import { ACCOUNT } from '../../report/runs.ts';

/** Pull requests that edit the config file of the fleet in `judged`. */

export const FILE = '.github/personalize-monitor.yml';

const about = (
  name: string,
  resourceKind: 'campaign' | 'recommender' = 'campaign',
  region = 'us-east-1',
) => ({
  arn: `arn:aws:personalize:${region}:${ACCOUNT}:${resourceKind}/${name}`,
  resourceKind,
  name,
  region,
  key: name,
});

export const lower = (name: string, from: number, to: number, savingUsd?: number): ChangeReport => ({
  kind: 'set-floor',
  ...about(name),
  reason: `${FILE} says ${to} TPS in line ${to + 3}`,
  from,
  to,
  target: to,
  ...(savingUsd === undefined ? {} : { savingUsd }),
  outcome: { kind: 'planned' },
});

const end = (
  of: ReturnType<typeof about>,
  savingUsd: number,
  outcome: ChangeReport['outcome'],
): ChangeReport => ({
  kind: of.resourceKind === 'campaign' ? 'delete' : 'stop',
  ...of,
  reason: `${FILE} says so in line 12`,
  savingUsd,
  outcome,
});

const PLANNED = { kind: 'planned' } as const;

const treated = (name: string, before: string, after: string): PolicyChange => {
  const { arn, region, resourceKind } = about(name);
  return { arn, name, region, resourceKind, before, after };
};

export const merging = (given: Partial<MergePlan> = {}): MergePlan => ({
  capacity: { kind: 'known', changes: [] },
  policies: { kind: 'known', changed: [] },
  file: FILE,
  ...given,
});

export const someChanges = merging({
  capacity: {
    kind: 'known',
    changes: [
      lower('home', 40, 5, 1694),
      end(about('spring-sale-2025'), 146, PLANNED),
      end(about('top-picks', 'recommender', 'ap-southeast-2'), 292, PLANNED),
      lower('mail', 2, 6),
      end(about('search-v1'), 146, {
        kind: 'refused',
        guard: 'referenced',
        why: 'its ARN stands in services/search/config.ts:14',
      }),
      end(about('checkout'), 788, {
        kind: 'refused',
        guard: 'undoable',
        why: `its manifest could not be saved: AccessDeniedException on arn:aws:personalize:us-east-1:${ACCOUNT}:campaign/checkout`,
      }),
    ],
  },
  policies: {
    kind: 'known',
    changed: [
      treated('home', 'auto-adjust-min-tps: issue', 'auto-adjust-min-tps: apply'),
      treated('search', 'auto-adjust-min-tps: issue', 'auto-adjust-min-tps: apply'),
      treated('checkout', 'not exempt', 'exempt until 2027-01-31'),
    ],
  },
});

export const manyChanges = merging({
  capacity: {
    kind: 'known',
    changes: Array.from({ length: 900 }, (_, index) => lower(`campaign-${index}`, 40, 6, 100)),
  },
});

/** The plan of the fleet that such a pull request is looked at beside. */
export const beside: Run = { ...judged, command: 'plan' };
