import type {
  ChangeReport,
  FindingReport,
  OutcomeReport,
  ResourceReport,
  Run,
  VerdictReport,
} from '../../src/report/run.ts';
import { ACCOUNT, busy, regionOf, resource, run } from './runs.ts';

/** Fifteen resources in two Regions, of which six are findings, in a run that carries changes out. */

const V2 = 'estimate at 0.54 USD per TPS-hour, the v2 price as of 2026-11-23';
const V1 = 'estimate at 0.20 USD per TPS-hour, the v1 price as of 2026-11-23';
const HOURS = 336;
const BUSY: VerdictReport = { kind: 'busy', reason: '41 requests in the last 24 h' };

const about = (
  name: string,
  resourceKind: 'campaign' | 'recommender' = 'campaign',
  region = 'us-east-1',
) => ({
  arn: `arn:aws:personalize:${region}:${ACCOUNT}:${resourceKind}/${name}`,
  resourceKind,
  name,
  region,
});

const idle = (
  of: ReturnType<typeof about>,
  floor: number,
  price: number,
  basis: string,
): Extract<FindingReport, { kind: 'idle' }> => ({
  kind: 'idle',
  ...of,
  reason: 'no call to it, successful or failed, in the last 72 h',
  floor,
  hours: 72,
  waste: { usd: floor * 730 * price, basis },
});

/** Traffic of two busy hours a day up to `peak` and little else: half as much is billed below as above. */
export function over(
  of: ReturnType<typeof about>,
  {
    floor,
    freeFloor,
    rampFloor,
    price = 0.54,
  }: Record<'floor' | 'freeFloor' | 'rampFloor', number> & { price?: number },
): Extract<FindingReport, { kind: 'over-provisioned' }> {
  const bill = (at: number) => HOURS * (freeFloor + Math.max(0, at - freeFloor) ** 1.1);
  const aMonth = (at: number) => Number((((bill(floor) - bill(at)) * 730 * price) / HOURS).toFixed(2));
  const target = Math.max(freeFloor, rampFloor);
  return {
    kind: 'over-provisioned',
    ...of,
    reason: `bill of ${floor} TPS against 1.2 TPS used on average, ${freeFloor + 2} TPS at most in the last 14 days; ${freeFloor} TPS would cost as little as 1`,
    floor,
    target,
    freeFloor,
    rampFloor,
    curve: Array.from({ length: floor }, (_, index) => ({
      floor: index + 1,
      tpsHours: bill(index + 1),
      exposurePercent: index + 1 >= rampFloor ? 0 : Number((2 ** (rampFloor - index - 1) / 25).toFixed(4)),
    })),
    hours: HOURS,
    coverage: 0.998,
    waste: { usd: aMonth(freeFloor), basis: price === 0.54 ? V2 : V1 },
    saving: { usd: aMonth(target), basis: price === 0.54 ? V2 : V1 },
  };
}

const lower = (
  { arn, resourceKind, name, region, reason, floor: from, target, saving }: ReturnType<typeof over>,
  to: number,
  outcome: OutcomeReport,
): ChangeReport => ({
  kind: 'set-floor',
  ...{ arn, resourceKind, name, region, reason, from, to, target },
  savingUsd: saving.usd,
  key: `${arn} set-floor ${target}`,
  outcome,
});

const end = (
  { arn, resourceKind, name, region, reason, waste }: ReturnType<typeof idle>,
  outcome: OutcomeReport,
): ChangeReport => {
  const kind = resourceKind === 'campaign' ? 'delete' : 'stop';
  return {
    kind,
    arn,
    resourceKind,
    name,
    region,
    reason,
    savingUsd: waste.usd,
    key: `${arn} ${kind}`,
    outcome,
  };
};

const old = idle(about('spring-sale-2025'), 4, 0.54, V2);
const trial = idle(about('similar-items-trial', 'recommender', 'ap-southeast-2'), 2, 0.2, V1);
const unused = idle(about('search-v1'), 1, 0.2, V1);
const home = over(about('home'), { floor: 40, freeFloor: 3, rampFloor: 6 });
const cart = over(about('cart', 'campaign', 'ap-southeast-2'), { floor: 12, freeFloor: 2, rampFloor: 1 });
const mail: FindingReport = {
  kind: 'under-provisioned',
  ...about('mail'),
  reason:
    'traffic ran over 4 TPS in 9 five-minute intervals, 11 TPS at most, on a floor of 2 TPS; 3.1% of its calls failed then, 0.1% otherwise',
  floor: 2,
  advised: 6,
};

const AT = '2026-11-23T10:40:08.900Z';

const CHANGES: readonly ChangeReport[] = [
  lower(home, 30, { kind: 'done', at: AT }),
  lower(cart, 9, {
    kind: 'refused',
    guard: 'held',
    why: 'someone else updated it at 2026-11-22 08:15 UTC; it is left alone until 2026-11-25 08:15 UTC',
  }),
  end(old, {
    kind: 'done',
    at: AT,
    manifest: '/tmp/personalize-monitor/manifests/us-east-1-campaign-spring-sale-2025.json',
  }),
  end(trial, {
    kind: 'refused',
    guard: 'marked',
    why: 'it is marked as idle since 2026-11-20 10:40 UTC; due at 2026-11-27 10:40 UTC',
  }),
  {
    kind: 'mark',
    ...about('search-v1'),
    reason: unused.reason,
    idleSince: AT,
    key: `${unused.arn} mark`,
    outcome: { kind: 'done', at: AT },
  },
  {
    kind: 'unmark',
    ...about('related'),
    reason: '41 requests in the last 24 h',
    key: 'related unmark',
    outcome: { kind: 'failed', why: 'ThrottlingException: Rate exceeded (after 8 attempts)' },
  },
];

const fleetResource = (
  { name, resourceKind, region }: ReturnType<typeof about>,
  floor: number,
  averageTPS: number,
  rest: Partial<ResourceReport> = {},
): ResourceReport =>
  resource({
    name,
    kind: resourceKind,
    region,
    ...busy(floor, averageTPS),
    verdict: BUSY,
    windowsPublished: 3,
    windowsBackfilled: 2,
    ...rest,
  });

const TOO_YOUNG = {
  reason: 'its history covers 2.5 days of the 7 that are needed',
  remedy: 'Wait until 2026-11-28 00:00 UTC.',
};
const NO_METRIC = 'CloudWatch has no request metric for a campaign of recipe aws-next-best-action.';

const VIRGINIA: readonly ResourceReport[] = [
  fleetResource(home, 40, 1.2),
  fleetResource(old, 4, 0, { verdict: { kind: 'idle', reason: old.reason } }),
  fleetResource(unused, 1, 0, { verdict: { kind: 'idle', reason: unused.reason } }),
  fleetResource(about('mail'), 2, 3.5),
  fleetResource(about('related'), 2, 1.1),
  fleetResource(about('search'), 3, 2.2),
  fleetResource(about('checkout'), 2, 1.4),
  fleetResource(about('new-home'), 3, 0.3, { unsized: TOO_YOUNG }),
  fleetResource(about('new-search'), 2, 0.2, { unsized: TOO_YOUNG }),
  fleetResource(about('next-action'), 2, 0, {
    demand: { kind: 'unknown', why: NO_METRIC },
    verdict: {
      kind: 'unknown',
      reason: `its demand is not known: ${NO_METRIC}`,
      remedy: 'Ask those who call it whether it is in use.',
    },
  }),
];

const SYDNEY: readonly ResourceReport[] = [
  fleetResource(cart, 12, 1.2),
  fleetResource(trial, 2, 0, { verdict: { kind: 'idle', reason: trial.reason } }),
  fleetResource(about('because-you-watched', 'recommender', 'ap-southeast-2'), 4, 7.5),
  fleetResource(about('top-picks', 'recommender', 'ap-southeast-2'), 2, 1.8),
  fleetResource(about('trending', 'recommender', 'ap-southeast-2'), 1, 0.6),
];

export const judged: Run = run({
  result: 'partial',
  regions: [regionOf('us-east-1', VIRGINIA), regionOf('ap-southeast-2', SYDNEY)],
  findings: [home, cart, mail, old, trial, unused],
  changes: CHANGES,
  savings: { monthlyWasteUsd: 24_361.08, resources: 5, unpriced: 3, proposedUsd: 0, appliedUsd: 6320.4 },
  notices: [
    {
      level: 'warning',
      text: 'ops@example.com has not confirmed its subscription yet: open the mail from AWS Notifications and follow its link.',
      region: 'ap-southeast-2',
    },
  ],
  failures: ['related', 'search'].map((name) => ({
    what: 'take the mark off a resource',
    region: 'us-east-1',
    resource: about(name).arn,
    operation: 'personalize:UntagResource',
    cause: 'ThrottlingException: Rate exceeded (after 8 attempts)',
    remedy: 'AWS kept throttling after many retries. The next run fills in what is missing.',
  })),
});

/** The same fleet where findings are only reported. */
export const proposed: Run = {
  ...judged,
  command: 'plan',
  result: 'success',
  failures: [],
  changes: [
    lower(home, 6, { kind: 'planned' }),
    lower(cart, 2, { kind: 'planned' }),
    end(old, { kind: 'planned' }),
  ],
  savings: { ...judged.savings, proposedUsd: 20_104.2, appliedUsd: 0 },
};

const issue = (number: number) => ({
  by: 'issue' as const,
  number,
  url: `https://github.com/acme/shop/issues/${number}`,
});
const pull = { by: 'pull-request' as const, number: 7, url: 'https://github.com/acme/shop/pull/7' };

/** The same fleet where a person decides: some by issues, the rest by a pull request. */
export const waiting: Run = {
  ...judged,
  result: 'success',
  failures: [],
  changes: [
    lower(home, 6, { kind: 'planned', delivery: pull }),
    lower(cart, 2, { kind: 'planned', delivery: issue(12) }),
    {
      kind: 'set-floor',
      ...about('mail'),
      reason: mail.reason,
      from: 2,
      to: 6,
      target: 6,
      key: `${mail.arn} set-floor 6`,
      outcome: { kind: 'planned', delivery: issue(14) },
    },
    end(old, {
      kind: 'planned',
      delivery: { ...issue(9), withheld: 'jo closed it on 2026-11-20, and the finding is the same' },
    }),
    end(trial, { kind: 'planned', delivery: { by: 'issue', withheld: 'a run opens 20 new issues at most' } }),
    end(unused, { kind: 'planned', delivery: pull }),
  ],
  savings: { ...judged.savings, proposedUsd: 24_718.2, appliedUsd: 0 },
  upkeep: [
    {
      action: 'create',
      target: 'issue',
      name: 'Lower cart (campaign, ap-southeast-2) from 12 to 2 TPS',
      reason: 'over-provisioned',
      outcome: 'done',
      number: 12,
      url: issue(12).url,
    },
    {
      action: 'close',
      target: 'issue',
      name: 'Stop top-picks (recommender, ap-southeast-2)',
      reason: 'it is in use again',
      outcome: 'done',
      number: 5,
      url: issue(5).url,
    },
    {
      action: 'update',
      target: 'pull-request',
      name: 'Amazon Personalize: 2 changes',
      reason: 'the floor proposed for home is 6, not 8',
      outcome: 'failed',
      number: 7,
      url: pull.url,
    },
  ],
  gitHub: { requests: 12, notModified: 4, limit: 1000, remaining: 988, resetsAt: '2026-11-23T14:05:00Z' },
  pullRequest: { number: 7, url: pull.url },
};

/** A person sets one floor, and nothing else is looked at. */
export const byHand: Run = run({
  command: 'set-min-tps',
  changes: [
    {
      kind: 'set-floor',
      ...about('home'),
      reason: 'sale on Friday',
      from: 6,
      to: 40,
      target: 40,
      key: 'home set-min-tps',
      outcome: { kind: 'done', at: AT },
    },
  ],
  dashboards: [],
});
