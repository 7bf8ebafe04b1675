import { parseResourceArn } from '../../../src/aws/arn.ts';
import { pinnedStateOf } from '../../../src/changes/live.ts';
import type { Finding } from '../../../src/findings/finding.ts';
import type { Resource } from '../../../src/fleet/resource.ts';
import type { KeptIssue } from '../../../src/github/issues/issue.ts';
import { issueKey } from '../../../src/github/issues/key.ts';
import type { keptIssue } from '../../../src/github/issues/read.ts';
import type { DeliveredChange, Standing, Subject } from '../../../src/github/issues/standing.ts';

export const ACCOUNT = '123456789012';
export const NOW = Date.UTC(2026, 10, 23, 12);
export const DAY = 86_400_000;
export const BOT = { login: 'github-actions[bot]', isBot: true };

const V2 = 'estimate at 0.54 USD per TPS-hour, the v2 price as of 2026-11-23';
const HOURS = 336;

export function resource(name: string, over: Partial<Resource> = {}): Resource {
  const { kind = 'campaign', region = 'us-east-1', account = ACCOUNT } = over;
  const arn = `arn:aws:personalize:${region}:${account}:${kind}/${name}`;
  return {
    ...{ arn, partition: 'aws', region, account, kind, name },
    ...parseResourceArn(arn),
    floor: 10,
    floorSince: { kind: 'creation' },
    recipe: 'aws-user-personalization-v2',
    requestMetrics: { kind: 'known', names: ['GetRecommendations'] },
    datasetGroup: 'shop',
    createdAt: NOW - 90 * DAY,
    changedAt: NOW - 40 * DAY,
    updateInProgress: false,
    ...over,
  };
}

const described = (of: Resource, reason: string, savingUsd: number | undefined) => ({
  ...{ resource: of, pinned: pinnedStateOf(of), reason, savingUsd },
  key: `${of.arn} whatever`,
});

/** Traffic under `target` most of the time: `savingUsd` a month is saved by going there. */
export function over(name: string, target = 3, savingUsd = 1022, rest: Partial<Resource> = {}): Subject {
  const of = resource(name, rest);
  const { floor } = of;
  const reason = `bill of ${floor} TPS against 1.2 TPS used on average, ${target + 1} TPS at most in the last 14 days; ${target} TPS serve sudden traffic about as well as today's floor`;
  const bill = (at: number) => HOURS * (2 + Math.max(0, at - 2) ** 1.05);
  const finding: Finding = {
    ...{ kind: 'over-provisioned', resource: of, reason },
    sizing: {
      ...{ floor, freeFloor: 2, rampFloor: target, target, hours: HOURS, coverage: 0.998 },
      curve: Array.from({ length: floor }, (_, index) => ({
        floor: index + 1,
        tpsHours: bill(index + 1),
        exposurePercent: index + 1 >= target ? 0 : 0.04 * (target - index - 1),
      })),
      wasteTpsHours: ((bill(floor) - bill(2)) * 730) / HOURS,
      savingTpsHours: ((bill(floor) - bill(target)) * 730) / HOURS,
    },
    waste: { usd: savingUsd * 1.1, basis: V2 },
    saving: { usd: savingUsd, basis: V2 },
  };
  const change: DeliveredChange = {
    ...{ kind: 'set-floor', ...described(of, reason, savingUsd) },
    ...{ from: floor, to: target, target },
  };
  return { finding, change };
}

export function idle(name: string, rest: Partial<Resource> = {}): Subject {
  const of = resource(name, { floor: 4, ...rest });
  const reason =
    'no request, successful or failed, in the last 72 h (864 five-minute intervals, read completely)';
  const usd = Math.round(of.floor * 730 * 54) / 100;
  const finding: Finding = { kind: 'idle', resource: of, reason, hours: 72, waste: { usd, basis: V2 } };
  return {
    finding,
    change: { kind: of.kind === 'campaign' ? 'delete' : 'stop', ...described(of, reason, usd) },
  };
}

export function under(name: string, advised = 6): Subject {
  const of = resource(name, { floor: 2 });
  const reason =
    'traffic ran over 4 TPS in 9 five-minute intervals, 11 TPS at most, on a floor of 2 TPS; 3.1% of its calls failed then, 0.1% otherwise';
  const finding: Finding = { kind: 'under-provisioned', resource: of, reason, advised };
  const change: DeliveredChange = {
    ...{ kind: 'set-floor', ...described(of, reason, undefined) },
    ...{ from: 2, to: advised, target: advised },
  };
  return { finding, change };
}

export const keyOf = ({ finding }: Subject): string => issueKey(finding.resource, finding.kind);

export function wanted(...subjects: readonly Subject[]): ReadonlyMap<string, Standing> {
  return new Map(subjects.map((subject) => [keyOf(subject), { kind: 'wanted', subject }]));
}

export const standing = (subject: Subject, as: Standing): ReadonlyMap<string, Standing> =>
  new Map([[keyOf(subject), as]]);

/** An issue as GitHub would list it. */
export function listed(
  number: number,
  body: string,
  {
    open = true,
    title = 'A title',
    author = BOT,
    pull = false,
  }: { open?: boolean; title?: string; author?: KeptIssue['author']; pull?: boolean } = {},
) {
  return {
    ...{ number, body, title, html_url: `https://github.com/acme/shop/issues/${number}` },
    ...{ state: open ? 'open' : 'closed', locked: false, updated_at: '2026-11-23T12:00:00Z' },
    user: { login: author.login, type: author.isBot ? 'Bot' : 'User' },
    ...(pull ? { pull_request: {} } : {}),
  } as Parameters<typeof keptIssue>[0];
}
