import type { Sandbox } from '../sandbox/server.ts';
import { REGIONS } from './scene.ts';

const OURS = /^PersonalizeMonitor-/;

/** What the account has now, as Markdown: alarms by state, metrics, topics, dashboards. */
export function accountNow(sandbox: Sandbox): string {
  const rows = REGIONS.map((region) => {
    const { alarms, metrics, topics, subscriptions, messages } = sandbox.region(region);
    const ours = alarms.filter(({ name }) => OURS.test(name));
    const points = metrics.reduce((sum, metric) => sum + metric.points.length, 0);
    const confirmed = subscriptions.filter((one) => one.confirmed).length;
    return [
      region,
      `${ours.length} of this action, ${alarms.length - ours.length} of others`,
      `${metrics.length} with ${points} points`,
      `${topics.length} with ${confirmed} of ${subscriptions.length} endpoints confirmed`,
      `${messages.length}`,
    ];
  });
  return [
    '| Region | Alarms | Custom metrics | Topics | Messages |',
    '| --- | --- | --- | --- | --: |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    '| In alarm now | Region | Tells |',
    '| --- | --- | --- |',
    ...inAlarm(sandbox).map((row) => `| ${row.join(' | ')} |`),
    '',
    ...sandbox.dashboards.map(
      ({ name, body }) => `Dashboard ${name}: ${widgetsIn(body)} widgets, ${body.length} characters.`,
    ),
  ].join('\n');
}

function inAlarm(sandbox: Sandbox): string[][] {
  return REGIONS.flatMap((region) =>
    sandbox
      .region(region)
      .alarms.filter(({ name, state }) => OURS.test(name) && state === 'ALARM')
      .map(({ name, actionsEnabled }) => [name, region, actionsEnabled ? 'its topic' : 'nobody']),
  );
}

function widgetsIn(body: string): number {
  return (JSON.parse(body) as { widgets: unknown[] }).widgets.length;
}
