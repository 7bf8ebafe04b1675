import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import type { Account } from '../../aws/account.ts';
import type { RegionClients } from '../../aws/clients.ts';
import { errorName, isUnanswered, isUnknownCaller } from '../../aws/errors.ts';
import type { Check } from '../../outcomes/check.ts';
import type { Context } from '../context.ts';
import { ALARM_PROBES, DASHBOARD_PROBES, METRIC_PROBES } from './cloudWatchProbes.ts';
import type { Need } from './permissions.ts';
import { PERSONALIZE_PROBES } from './personalizeProbes.ts';
import { type Probe, type Target, type Trial, tryOut } from './probe.ts';
import { TOPIC_PROBES } from './topicProbes.ts';

const REGIONS_AT_ONCE = 4;
const TRIALS_AT_ONCE = 4;

const PROBES = { ...PERSONALIZE_PROBES, ...METRIC_PROBES, ...ALARM_PROBES, ...TOPIC_PROBES };

export function probeOf({ action, grant }: Pick<Need, 'action' | 'grant'>): Probe | undefined {
  return (grant === 'KeepDashboard' ? DASHBOARD_PROBES : PROBES)[action];
}

/** What came of trying a permission in one Region. */
export interface Tried {
  readonly need: Need;
  readonly region: string;
  readonly trial: Trial;
}

export interface RegionTrials {
  readonly region: string;
  readonly check: Check;
  /** None where the Region cannot be used. */
  readonly tried: readonly Tried[];
}

/** Tries what is needed in each Region; `visit` sees those that answer. Dashboards are the account's, and tried once. */
export async function tryRegions<T>(
  context: Context,
  account: Account,
  needs: readonly Need[],
  visit: (region: string, clients: RegionClients) => Promise<T>,
): Promise<{ readonly regions: readonly RegionTrials[]; readonly visits: readonly T[] }> {
  const { regions } = context.settings;
  const limit = pLimit(REGIONS_AT_ONCE);
  const visits: T[] = [];
  const trials = await Promise.all(
    regions.map((region, index) =>
      limit(async () => {
        const clients = context.clients(region);
        try {
          const here = needs.filter(({ grant }) => index === 0 || grant !== 'KeepDashboard');
          const target = targetOf(context, account, region, clients);
          const done = await tryRegion(target, here);
          if (done.check.result === 'ok') visits.push(await visit(region, clients));
          return done;
        } finally {
          clients.destroy();
        }
      }),
    ),
  );
  return { regions: trials, visits };
}

function targetOf(
  { settings, now }: Context,
  { account, partition }: Account,
  region: string,
  clients: RegionClients,
): Target {
  return {
    ...{ clients, partition, account, region, now: now() },
    id: randomUUID().replaceAll('-', '').slice(0, 12),
    dashboardName: settings.dashboardName,
    eventBus: settings.eventBusName ?? 'default',
  };
}

/** The first trial tells whether the Region answers at all, and whether it knows the caller. */
async function tryRegion(target: Target, needs: readonly Need[]): Promise<RegionTrials> {
  const { region } = target;
  const attempt = async (need: Need): Promise<Tried> => {
    const probe = probeOf(need);
    const trial: Trial = probe
      ? await tryOut(need.action, probe, target)
      : { kind: 'not-tried', why: 'there is no way to try it' };
    return { need, region, trial };
  };
  const [first, ...rest] = needs;
  if (!first) return { region, check: reached(region), tried: [] };
  const opening = await attempt(first);
  const { trial } = opening;
  if (trial.kind === 'failed') {
    const check = unusable(region, trial.error, trial.failure.cause);
    if (check) return { region, check, tried: [] };
  }
  const limit = pLimit(TRIALS_AT_ONCE);
  const others = await Promise.all(rest.map((need) => limit(() => attempt(need))));
  return { region, check: reached(region), tried: [opening, ...others] };
}

const reached = (region: string): Check => ({
  area: 'region',
  name: region,
  result: 'ok',
  found: 'reachable and enabled',
});

/** Undefined where the failure says nothing of the Region. */
export function unusable(region: string, error: unknown, cause: string): Check | undefined {
  const check = { area: 'region', name: region, result: 'wrong' } as const;
  if (isUnknownCaller(error)) {
    return {
      ...check,
      found: `it does not know these credentials, which other Regions do: the account has not enabled it, or it is of another partition (${errorName(error)})`,
      remedy: `Enable ${region} for the account (in the console: Account, AWS Regions), or take it out of the input regions.`,
    };
  }
  if (isUnanswered(error)) {
    return {
      ...check,
      found: `no answer from Amazon Personalize there: ${cause}`,
      remedy:
        'Check that AWS offers Amazon Personalize there, and that the network and the proxy settings let the runner reach it; or take it out of the input regions.',
    };
  }
  return undefined;
}
