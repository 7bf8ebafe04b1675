/** Looks at the account and at reports that several scenes take. */
import type { ChangeReport, Run } from '../../src/report/run.ts';
import type { Sandbox } from '../sandbox/server.ts';
import { REGIONS } from './scene.ts';

export const hasAlarm = (sandbox: Sandbox, region: string, alarm: string) =>
  sandbox.region(region).alarms.some(({ name }) => name === alarm);

export const stateOf = (sandbox: Sandbox, region: string, alarm: string) =>
  sandbox.region(region).alarm(alarm).state;

export const alarmsOn = (sandbox: Sandbox, region: string, resource: string) =>
  sandbox.region(region).alarms.filter(({ name }) => name.endsWith(`-${resource}`));

export const madeByUs = (sandbox: Sandbox) =>
  REGIONS.flatMap((region) => sandbox.region(region).alarms).filter(
    ({ tags }) => tags.get('CreatedBy') === 'PersonalizeMonitor',
  );

export const publishedTwice = (sandbox: Sandbox) =>
  REGIONS.flatMap((region) => sandbox.region(region).metrics).flatMap(({ points }) =>
    points.filter(({ count }) => count > 1),
  );

export const told = (sandbox: Sandbox, what: string) =>
  REGIONS.every((region) => sandbox.region(region).messages.some(({ subject }) => subject?.startsWith(what)));

/** How often the published windows of a campaign do not follow one another. */
export function gaps(sandbox: Sandbox, region: string, campaign: string): number {
  const view = sandbox.region(region);
  const times = view.points('minProvisionedTPS', view.campaign(campaign).arn).map(({ time }) => time);
  return times.filter((time, index) => index > 0 && time - (times[index - 1] ?? 0) !== 5 * 60_000).length;
}

/** Today's floor of a campaign, or of a recommender, in us-east-1 unless told. */
export function floorOf(sandbox: Sandbox, name: string, region = 'us-east-1'): number | undefined {
  const { campaigns, recommenders } = sandbox.region(region);
  const campaign = campaigns.find((one) => one.name === name);
  if (campaign) return campaign.latestUpdate?.minProvisionedTPS ?? campaign.minProvisionedTPS;
  const recommender = recommenders.find((one) => one.name === name);
  const config = recommender?.latestUpdate?.recommenderConfig ?? recommender?.recommenderConfig;
  return config?.['minRecommendationRequestsPerSecond'] as number | undefined;
}

export const isOnDashboard = (sandbox: Sandbox, name: string) =>
  sandbox.dashboards.some(({ body }) => new RegExp(`campaign/${name}\\b`).test(body));

/** How the changes to a resource ended: the guard of each refusal, or `done`, `planned`, `failed`. */
export const endsOf = (report: Run, name: string): string[] =>
  report.changes.filter((change) => change.name === name).map(endOf);

export const doneTo = (report: Run, name: string): ChangeReport['kind'][] =>
  report.changes.flatMap((change) =>
    change.name === name && change.outcome.kind === 'done' ? [change.kind] : [],
  );

const endOf = ({ outcome }: ChangeReport) => (outcome.kind === 'refused' ? outcome.guard : outcome.kind);
