import fc from 'fast-check';
import type { CallCount } from '../../src/aws/calls.ts';
import type { Failure } from '../../src/aws/failure.ts';
import type { Delivery } from '../../src/changes/change.ts';
import type { Notice } from '../../src/outcomes/notice.ts';
import type { Upkeep } from '../../src/outcomes/upkeep.ts';
import type { PolicyReport } from '../../src/report/policy.ts';
import type {
  ChangeReport,
  Demand,
  FindingReport,
  GitHubUse,
  OutcomeReport,
  RegionReport,
  ResourceReport,
  Run,
  Traffic,
  UnmonitoredReport,
  VerdictReport,
} from '../../src/report/run.ts';
import { MODES } from '../../src/settings/config/mode.ts';

/** Pieces with which a text might break out of where it stands. */
const NASTY = [
  '|',
  '\\|',
  '\\',
  '`',
  '```',
  '\n',
  '\r\n',
  '\n\n# ',
  '\u2028',
  '\u0085',
  '<script>',
  '</details>',
  '<!--',
  '-->',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:alert(1))',
  '![](http://x)',
  '@octocat',
  '#1',
  'GH-1',
  '&lt;',
  '&#124;',
  '**',
  '__',
  '~~',
  '$x$',
  '$$',
  'https://example.com',
  'www.example.com',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u0000',
  '\u001b[31m',
  '\ud800',
  '| --- |',
  '1234567890',
  '🦊',
  ':smile:',
  '---',
  '> ',
  '- [ ] ',
  ' ',
];

/** Any text at all, more often than not a nasty one. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 8 })
    .map((parts) => parts.join('')),
  fc.string({ maxLength: 40 }),
);

const anyTime = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const anyRate = fc.double({ min: 0, max: 5000, noNaN: true });
const anyCount = fc.nat({ max: 5000 });
const anyNumber = fc.integer({ min: 1, max: 99_999 });
const anyAddress = fc.oneof(anyText, fc.webUrl());
const anyKind = fc.constantFrom('campaign' as const, 'recommender' as const);

const anyDemand: fc.Arbitrary<Demand> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('known' as const),
      averageTPS: anyRate,
      peakTPS: anyRate,
      utilization: fc.double({ min: 0, max: 1e6, noNaN: true }),
      lastRequestAt: anyTime,
    },
    { requiredKeys: ['kind', 'averageTPS', 'peakTPS', 'utilization'] },
  ),
  fc.record({ kind: fc.constant('unknown' as const), why: anyText }),
);

const anyTraffic: fc.Arbitrary<Traffic> = fc.record({
  start: fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }).map((seconds) => seconds * 1000),
  interval: fc.constantFrom(300, 3600),
  requests: fc.array(fc.option(fc.nat({ max: 1_000_000 }), { nil: null }), { maxLength: 30 }),
});

const anyUnknown = { reason: anyText, remedy: anyText };

const anyVerdict: fc.Arbitrary<VerdictReport> = fc.oneof(
  fc.record({ kind: fc.constantFrom('busy' as const, 'idle' as const), reason: anyText }),
  fc.record({ kind: fc.constant('unknown' as const), ...anyUnknown }),
);

const anyPlace = { index: fc.nat({ max: 99 }), line: fc.integer({ min: 1, max: 999 }) };
const anyMode = fc.constantFrom(...MODES);

const anyPolicy: fc.Arbitrary<PolicyReport> = fc.record(
  {
    source: fc.oneof(
      fc.record({ kind: fc.constant('inputs' as const) }),
      fc.record({ kind: fc.constantFrom('policy' as const, 'undecided' as const), ...anyPlace }),
    ),
    autoAdjustMinTps: anyMode,
    autoDeleteOrStopIdleResources: anyMode,
    exempt: anyText,
    idleThresholdHours: anyCount,
    graceHours: anyCount,
    lookbackDays: anyCount,
    stepPercent: anyCount,
    cooldownHours: anyCount,
    minTps: fc.record({ floor: anyCount, ceiling: anyCount }, { requiredKeys: ['floor'] }),
    ramp: fc.record({ factor: anyCount, tolerancePercent: anyCount }),
    utilizationThreshold: anyCount,
    utilizationAlarms: fc.boolean(),
    idleAlarms: fc.boolean(),
  },
  {
    requiredKeys: [
      'source',
      'autoAdjustMinTps',
      'autoDeleteOrStopIdleResources',
      'idleThresholdHours',
      'graceHours',
      'lookbackDays',
      'stepPercent',
      'cooldownHours',
      'minTps',
      'ramp',
      'utilizationThreshold',
      'utilizationAlarms',
      'idleAlarms',
    ],
  },
);

const anyResource: fc.Arbitrary<ResourceReport> = fc.record(
  {
    arn: anyText,
    kind: anyKind,
    name: anyText,
    account: anyText,
    region: anyText,
    datasetGroup: anyText,
    recipe: anyText,
    floor: fc.integer({ min: 1, max: 500 }),
    updateInProgress: fc.boolean(),
    demand: anyDemand,
    traffic: anyTraffic,
    verdict: anyVerdict,
    unsized: fc.record(anyUnknown),
    policy: anyPolicy,
    windowsPublished: anyCount,
    windowsBackfilled: anyCount,
  },
  {
    requiredKeys: [
      'arn',
      'kind',
      'name',
      'region',
      'floor',
      'updateInProgress',
      'demand',
      'windowsPublished',
      'windowsBackfilled',
    ],
  },
);

const anyUnmonitored: fc.Arbitrary<UnmonitoredReport> = fc.record({
  arn: anyText,
  kind: anyKind,
  name: anyText,
  region: anyText,
  status: anyText,
});

const anyRegion: fc.Arbitrary<RegionReport> = fc.record(
  {
    account: anyText,
    region: anyText,
    monitoredResources: anyCount,
    resources: fc.array(anyResource, { maxLength: 30 }),
    unmonitored: fc.array(anyUnmonitored, { maxLength: 20 }),
  },
  { requiredKeys: ['region', 'resources', 'unmonitored'] },
);

const about = {
  arn: fc.oneof(fc.constantFrom('arn:a', 'arn:b'), anyText),
  resourceKind: anyKind,
  name: anyText,
  region: anyText,
  reason: anyText,
};
const anyFloor = fc.integer({ min: 1, max: 500 });
const anyUsd = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((usd) => usd + 0);
const anyMoney = fc.record({ usd: anyUsd, basis: anyText });

const anyFinding: fc.Arbitrary<FindingReport> = fc.oneof(
  fc.record({
    kind: fc.constant('idle' as const),
    ...about,
    floor: anyFloor,
    hours: anyCount,
    waste: anyMoney,
  }),
  fc.record({
    kind: fc.constant('over-provisioned' as const),
    ...about,
    floor: anyFloor,
    target: anyFloor,
    freeFloor: anyFloor,
    rampFloor: anyFloor,
    curve: fc.array(fc.record({ floor: anyFloor, tpsHours: anyRate, exposurePercent: anyRate }), {
      maxLength: 20,
    }),
    hours: anyCount,
    coverage: fc.double({ min: 0, max: 1, noNaN: true }),
    waste: anyMoney,
    saving: anyMoney,
  }),
  fc.record({
    kind: fc.constant('under-provisioned' as const),
    ...about,
    floor: anyFloor,
    advised: anyFloor,
  }),
);

const anyDelivery: fc.Arbitrary<Delivery> = fc.record(
  {
    by: fc.constantFrom('issue' as const, 'pull-request' as const),
    number: anyNumber,
    url: anyAddress,
    withheld: anyText,
  },
  { requiredKeys: ['by'] },
);

const anyOutcome: fc.Arbitrary<OutcomeReport> = fc.oneof(
  fc.record({ kind: fc.constant('planned' as const), delivery: anyDelivery }, { requiredKeys: ['kind'] }),
  fc.record(
    { kind: fc.constant('done' as const), at: anyTime, manifest: anyText },
    { requiredKeys: ['kind', 'at'] },
  ),
  fc.record({
    kind: fc.constant('refused' as const),
    guard: fc.constantFrom('pinned' as const, 're-checked' as const, 'held' as const),
    why: anyText,
  }),
  fc.record({ kind: fc.constant('failed' as const), why: anyText }),
);

const aboutChange = { ...about, savingUsd: anyUsd, key: anyText, outcome: anyOutcome };
const needed = ['kind', 'arn', 'resourceKind', 'name', 'region', 'reason', 'key', 'outcome'] as const;

export const anyChange: fc.Arbitrary<ChangeReport> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('set-floor' as const),
      ...aboutChange,
      from: anyFloor,
      to: anyFloor,
      target: anyFloor,
    },
    { requiredKeys: [...needed, 'from', 'to', 'target'] },
  ),
  fc.record(
    { kind: fc.constant('mark' as const), ...aboutChange, idleSince: anyTime },
    { requiredKeys: [...needed, 'idleSince'] },
  ),
  fc.record(
    {
      kind: fc.constantFrom('stop' as const, 'delete' as const, 'unmark' as const, 'start' as const),
      ...aboutChange,
    },
    { requiredKeys: [...needed] },
  ),
);

const anySavings = fc.record({
  monthlyWasteUsd: anyUsd,
  resources: anyCount,
  unpriced: anyCount,
  proposedUsd: anyUsd,
  appliedUsd: anyUsd,
});

const anyUpkeep: fc.Arbitrary<Upkeep> = fc.record(
  {
    action: fc.constantFrom(
      'create' as const,
      'update' as const,
      'delete' as const,
      'subscribe' as const,
      'close' as const,
      'reopen' as const,
    ),
    target: fc.constantFrom(
      'alarm' as const,
      'dashboard' as const,
      'topic' as const,
      'subscription' as const,
      'issue' as const,
      'pull-request' as const,
      'comment' as const,
    ),
    account: anyText,
    name: anyText,
    region: anyText,
    reason: anyText,
    outcome: fc.constantFrom('planned' as const, 'done' as const, 'failed' as const),
    number: anyNumber,
    url: anyAddress,
  },
  { requiredKeys: ['action', 'target', 'name', 'reason', 'outcome'] },
);

const anyNotice: fc.Arbitrary<Notice> = fc.record(
  {
    level: fc.constantFrom('warning' as const, 'info' as const),
    account: anyText,
    text: anyText,
    region: anyText,
    resource: anyText,
  },
  { requiredKeys: ['level', 'text'] },
);

const anyFailure: fc.Arbitrary<Failure> = fc.record(
  {
    what: anyText,
    account: anyText,
    region: anyText,
    resource: anyText,
    operation: anyText,
    cause: anyText,
    remedy: anyText,
  },
  { requiredKeys: ['what', 'cause', 'remedy'] },
);

const anyCalls: fc.Arbitrary<CallCount> = fc.record({
  operation: anyText,
  sent: anyCount,
  throttled: anyCount,
  failed: anyCount,
});

const anyGitHubUse: fc.Arbitrary<GitHubUse> = fc.record(
  { requests: anyCount, notModified: anyCount, limit: anyCount, remaining: anyCount, resetsAt: anyTime },
  { requiredKeys: ['requests', 'notModified'] },
);

/** Any run that the types allow, whether or not one could come about. */
export const anyRun: fc.Arbitrary<Run> = fc.record(
  {
    command: fc.constantFrom(
      'monitor' as const,
      'plan' as const,
      'set-min-tps' as const,
      'stop' as const,
      'restore' as const,
    ),
    result: fc.constantFrom('success' as const, 'partial' as const, 'failed' as const),
    cancelled: fc.boolean(),
    startedAt: anyTime,
    finishedAt: anyTime,
    account: fc.stringMatching(/^\d{12}$/),
    accounts: fc.array(
      fc.record(
        {
          name: anyText,
          id: fc.stringMatching(/^\d{12}$/),
          result: fc.constantFrom('success' as const, 'partial' as const, 'failed' as const),
        },
        { requiredKeys: ['name', 'result'] },
      ),
      { maxLength: 25 },
    ),
    mergedReports: anyCount,
    accountIdsHidden: fc.boolean(),
    publishMetrics: fc.boolean(),
    lookedBackHours: fc.nat({ max: 336 }),
    regions: fc.array(anyRegion, { maxLength: 4 }),
    findings: fc.array(anyFinding, { maxLength: 30 }),
    changes: fc.array(anyChange, { maxLength: 30 }),
    savings: anySavings,
    upkeep: fc.array(anyUpkeep, { maxLength: 30 }),
    notices: fc.array(anyNotice, { maxLength: 12 }),
    failures: fc.array(anyFailure, { maxLength: 12 }),
    calls: fc.array(anyCalls, { maxLength: 8 }),
    gitHub: anyGitHubUse,
    pullRequest: fc.record({ number: anyNumber, url: anyAddress }),
    dashboards: fc.array(
      fc.record(
        { account: anyText, name: anyText, url: fc.oneof(anyText, fc.webUrl()) },
        { requiredKeys: ['name', 'url'] },
      ),
      { maxLength: 3 },
    ),
    workflow: fc.record({ run: fc.oneof(anyText, fc.webUrl()), page: anyText }),
    version: anyText,
  },
  {
    requiredKeys: [
      'command',
      'result',
      'cancelled',
      'accountIdsHidden',
      'startedAt',
      'finishedAt',
      'publishMetrics',
      'lookedBackHours',
      'regions',
      'findings',
      'changes',
      'savings',
      'upkeep',
      'notices',
      'failures',
      'calls',
      'dashboards',
      'version',
    ],
  },
);
