/** What happens in the demo, scene by scene, and what must come of it. */
import type { Sandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';

export interface Scene {
  /** Names the scene's page too. */
  readonly name: string;
  readonly title: string;
  /** When the run starts, before the end of the story. */
  readonly minutesAgo: number;
  /** What happens before it, oldest first. */
  readonly events?: readonly Event[];
  readonly command: 'monitor' | 'plan';
  /** Headings of the summary that the terminal shows beside the verdict. */
  readonly sections: readonly string[] | 'all';
  readonly expected: { readonly exitCode: 0 | 1; readonly outputs: Readonly<Record<string, string>> };
  /** What is worth a look in the account afterwards, in words, and whether it is so. */
  readonly checks: (sandbox: Sandbox) => readonly (readonly [string, boolean])[];
}

interface Event {
  readonly minutesAgo: number;
  readonly what: string;
  readonly happen: (sandbox: Sandbox) => void;
}

export const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'] as const;
export const ON_CALL = 'ops@example.com';

const MUTED = 'PersonalizeMonitor-LowRecommenderUtilization-top-picks';
const HEARTBEAT = 'PersonalizeMonitor-Heartbeat';

const has = (sandbox: Sandbox, region: string, alarm: string) =>
  sandbox.region(region).alarms.some(({ name }) => name === alarm);
const stateOf = (sandbox: Sandbox, region: string, alarm: string) =>
  sandbox.region(region).alarm(alarm).state;
const alarmsOn = (sandbox: Sandbox, region: string, resource: string) =>
  sandbox.region(region).alarms.filter(({ name }) => name.endsWith(`-${resource}`));
const madeByUs = (sandbox: Sandbox) =>
  REGIONS.flatMap((region) => sandbox.region(region).alarms).filter(
    ({ tags }) => tags.get('CreatedBy') === 'PersonalizeMonitor',
  );
const publishedTwice = (sandbox: Sandbox) =>
  REGIONS.flatMap((region) => sandbox.region(region).metrics).flatMap(({ points }) =>
    points.filter(({ count }) => count > 1),
  );

const told = (sandbox: Sandbox, what: string) =>
  REGIONS.every((region) => sandbox.region(region).messages.some(({ subject }) => subject?.startsWith(what)));

/** How often the published windows of a campaign do not follow one another. */
function gaps(sandbox: Sandbox, region: string, campaign: string): number {
  const view = sandbox.region(region);
  const times = view.points('minProvisionedTPS', view.campaign(campaign).arn).map(({ time }) => time);
  return times.filter((time, index) => index > 0 && time - (times[index - 1] ?? 0) !== 5 * 60_000).length;
}

export const STORY: readonly Scene[] = [
  {
    name: 'plan',
    title: 'command: plan on an account that knows nothing of this action',
    minutesAgo: 665,
    command: 'plan',
    sections: ['What would be written'],
    expected: { exitCode: 0, outputs: { result: 'success', 'monitored-resources': '12' } },
    checks: (sandbox) => [
      ['nothing was written to AWS', sandbox.calls.writes().length === 0 && madeByUs(sandbox).length === 0],
    ],
  },
  {
    name: 'first',
    title: 'The first run of command: monitor',
    minutesAgo: 660,
    command: 'monitor',
    sections: 'all',
    expected: { exitCode: 0, outputs: { result: 'success', 'monitored-resources': '12' } },
    checks: (sandbox) => [
      [
        'each resource of known demand has its two alarms, and each Region its heartbeat',
        madeByUs(sandbox).length === 11 * 2 + 3,
      ],
      ['the alarm that a team had made itself is untouched', has(sandbox, 'us-east-1', 'checkout-errors')],
      ['the last 24 hours are published without a gap', gaps(sandbox, 'us-east-1', 'home-page') === 0],
    ],
  },
  {
    name: 'outage',
    title: 'The schedule was missed for ten hours, and people did not wait for it',
    minutesAgo: 30,
    events: [
      {
        minutesAgo: 645,
        what: `whoever reads ${ON_CALL} confirms the subscriptions`,
        happen: (sandbox) => {
          for (const region of REGIONS) sandbox.region(region).confirmSubscription(ON_CALL);
        },
      },
      {
        minutesAgo: 600,
        what: 'the app begins to ask next-step for actions, and AWS shows a metric for it',
        happen: (sandbox) => sandbox.region('us-east-1').setTraffic('next-step', steady(0.8)),
      },
      {
        minutesAgo: 500,
        what: 'a colleague lowers the floor of similar-movies from 20 to 8 TPS',
        happen: (sandbox) =>
          sandbox.region('us-east-1').updateCampaign('similar-movies', { minProvisionedTPS: 8 }),
      },
      {
        minutesAgo: 430,
        what: 'another one deletes the campaign winter-test',
        happen: (sandbox) => sandbox.region('us-east-1').deleteCampaign('winter-test'),
      },
      {
        minutesAgo: 380,
        what: `someone mutes ${MUTED}`,
        happen: (sandbox) => {
          sandbox.run('cloudwatch', 'DisableAlarmActions', 'eu-west-1', { AlarmNames: [MUTED] });
        },
      },
      {
        minutesAgo: 90,
        what: `nothing was published for more than six hours: ${HEARTBEAT} goes off and tells ${ON_CALL}`,
        happen: (sandbox) => sandbox.evaluateAlarms(),
      },
    ],
    command: 'monitor',
    sections: ['Needs attention', 'What was written'],
    expected: { exitCode: 0, outputs: { result: 'success', 'monitored-resources': '12' } },
    checks: (sandbox) => [
      ['the ten hours are filled in without a gap', gaps(sandbox, 'us-east-1', 'home-page') === 0],
      ['the alarms of winter-test are gone', alarmsOn(sandbox, 'us-east-1', 'winter-test').length === 0],
      ['new-home-page has alarms', alarmsOn(sandbox, 'us-east-1', 'new-home-page').length === 2],
      ['what was muted stays muted', !sandbox.region('eu-west-1').alarm(MUTED).actionsEnabled],
      ['the heartbeat alarm had told of the outage', told(sandbox, `ALARM: "${HEARTBEAT}"`)],
      ['and is well again', REGIONS.every((region) => stateOf(sandbox, region, HEARTBEAT) === 'OK')],
    ],
  },
  {
    name: 'refused',
    title: 'One Region refuses, one reading is bad, and each costs no more than its own part',
    minutesAgo: 15,
    events: [
      {
        minutesAgo: 20,
        what: 'CloudWatch is unwell in eu-west-1, and gives half the requests of top-picks',
        happen: (sandbox) => {
          sandbox.faults.add({
            region: 'eu-west-1',
            operation: 'GetMetricData',
            kind: 'partialData',
            status: 'InternalError',
            ids: (_, query) => JSON.stringify(query).includes('recommender/top-picks'),
          });
        },
      },
      {
        minutesAgo: 20,
        what: 'a new service control policy denies personalize:ListCampaigns in ap-southeast-2',
        happen: (sandbox) => {
          sandbox.faults.add({
            region: 'ap-southeast-2',
            operation: 'ListCampaigns',
            kind: 'accessDenied',
          });
        },
      },
    ],
    command: 'monitor',
    sections: ['Needs attention', 'What was written'],
    expected: { exitCode: 1, outputs: { result: 'partial', 'alarms-changed': '0' } },
    checks: (sandbox) => [
      [
        'the alarms of the Region that refused are still there',
        alarmsOn(sandbox, 'ap-southeast-2', 'pilot-2025').length === 2,
      ],
      ['us-east-1 is up to date', gaps(sandbox, 'us-east-1', 'home-page') === 0],
    ],
  },
  {
    name: 'steady',
    title: 'All is mended, and there is nothing to do but to go on',
    minutesAgo: 0,
    events: [
      {
        minutesAgo: 5,
        what: 'the policy is corrected, and CloudWatch is well',
        happen: (sandbox) => sandbox.faults.clear(),
      },
    ],
    command: 'monitor',
    sections: ['Fleet', 'What was written'],
    expected: {
      exitCode: 0,
      outputs: { result: 'success', 'monitored-resources': '12', 'alarms-changed': '0' },
    },
    checks: (sandbox) => [
      ['what the refused run left out is filled in', gaps(sandbox, 'ap-southeast-2', 'pilot-2025') === 0],
      ['no window was published twice, in any run', publishedTwice(sandbox).length === 0],
      ['what was muted is muted still', !sandbox.region('eu-west-1').alarm(MUTED).actionsEnabled],
    ],
  },
];
