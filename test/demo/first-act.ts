/** The first act: an account that knew nothing of this action is monitored, come what may. */
import { alarmsOn, gaps, hasAlarm, madeByUs, publishedTwice, stateOf, told } from './looks.ts';
import { ON_CALL, REGIONS, type Scene } from './scene.ts';

const MUTED = 'PersonalizeMonitor-LowRecommenderUtilization-top-picks';
const HEARTBEAT = 'PersonalizeMonitor-Heartbeat';

const WORKFLOW = {
  regions: REGIONS.join(', '),
  'notification-endpoint': ON_CALL,
  'auto-adjust-min-tps': 'report',
  'auto-delete-or-stop-idle-resources': 'report',
};
const monitor = () => ({ command: 'monitor', ...WORKFLOW });

/** The scenes of the act, the last of them so many minutes before the end of the story. */
export function firstAct(end: number): readonly Scene[] {
  return [
    {
      name: 'plan',
      title: 'command: plan on an account that knows nothing of this action',
      minutesAgo: end + 665,
      inputs: () => ({ command: 'plan', ...WORKFLOW }),
      shows: ['What would be written'],
      hasPage: true,
      expected: { exitCode: 0, outputs: { result: 'success', 'monitored-resources': '15' } },
      checks: ({ sandbox }) => [
        ['nothing was written to AWS', sandbox.calls.writes().length === 0 && madeByUs(sandbox).length === 0],
      ],
    },
    {
      name: 'first',
      title: 'The first run of command: monitor',
      minutesAgo: end + 660,
      inputs: monitor,
      shows: ['Fleet', 'Not monitored, because not active', 'What was written'],
      hasPage: true,
      expected: { exitCode: 0, outputs: { result: 'success', 'monitored-resources': '15' } },
      checks: ({ sandbox }) => [
        [
          'each resource of known demand has its two alarms, and each Region its heartbeat',
          madeByUs(sandbox).length === 14 * 2 + 3,
        ],
        [
          'the alarm that a team had made itself is untouched',
          hasAlarm(sandbox, 'us-east-1', 'checkout-errors'),
        ],
        ['the last 24 hours are published without a gap', gaps(sandbox, 'us-east-1', 'home-page') === 0],
      ],
    },
    {
      name: 'outage',
      title: 'The schedule was missed for ten hours, and people did not wait for it',
      minutesAgo: end + 30,
      events: [
        {
          minutesAgo: end + 645,
          what: `whoever reads ${ON_CALL} confirms the subscriptions`,
          happen: ({ sandbox }) => {
            for (const region of REGIONS) sandbox.region(region).confirmSubscription(ON_CALL);
          },
        },
        {
          minutesAgo: end + 430,
          what: 'a colleague deletes the campaign autumn-test',
          happen: ({ sandbox }) => sandbox.region('us-east-1').deleteCampaign('autumn-test'),
        },
        {
          minutesAgo: end + 380,
          what: `someone mutes ${MUTED}`,
          happen: ({ sandbox }) =>
            sandbox.run('cloudwatch', 'DisableAlarmActions', 'eu-west-1', { AlarmNames: [MUTED] }),
        },
        {
          minutesAgo: end + 90,
          what: `nothing was published for more than six hours: ${HEARTBEAT} goes off and tells ${ON_CALL}`,
          happen: ({ sandbox }) => sandbox.evaluateAlarms(),
        },
      ],
      inputs: monitor,
      shows: ['What was written'],
      hasPage: true,
      expected: { exitCode: 0, outputs: { result: 'success', 'monitored-resources': '15' } },
      checks: ({ sandbox }) => [
        ['the ten hours are filled in without a gap', gaps(sandbox, 'us-east-1', 'home-page') === 0],
        ['the alarms of autumn-test are gone', alarmsOn(sandbox, 'us-east-1', 'autumn-test').length === 0],
        ['new-home-page has alarms', alarmsOn(sandbox, 'us-east-1', 'new-home-page').length === 2],
        ['what was muted stays muted', !sandbox.region('eu-west-1').alarm(MUTED).actionsEnabled],
        ['the heartbeat alarm had told of the outage', told(sandbox, `ALARM: "${HEARTBEAT}"`)],
        ['and is well again', REGIONS.every((region) => stateOf(sandbox, region, HEARTBEAT) === 'OK')],
      ],
    },
    {
      name: 'refused',
      title: 'One Region refuses, one reading is bad, and each costs no more than its own part',
      minutesAgo: end + 15,
      events: [
        {
          minutesAgo: end + 20,
          what: 'CloudWatch is unwell in eu-west-1, and gives half the requests of top-picks',
          happen: ({ sandbox }) =>
            sandbox.faults.add({
              region: 'eu-west-1',
              operation: 'GetMetricData',
              kind: 'partialData',
              status: 'InternalError',
              ids: (_, query) => JSON.stringify(query).includes('recommender/top-picks'),
            }),
        },
        {
          minutesAgo: end + 20,
          what: 'a new service control policy denies personalize:ListCampaigns in ap-southeast-2',
          happen: ({ sandbox }) =>
            sandbox.faults.add({
              region: 'ap-southeast-2',
              operation: 'ListCampaigns',
              kind: 'accessDenied',
            }),
        },
      ],
      inputs: monitor,
      shows: ['Needs attention'],
      hasPage: true,
      expected: { exitCode: 1, outputs: { result: 'partial', 'alarms-changed': '0' } },
      checks: ({ sandbox }) => [
        [
          'the alarms of the Region that refused are still there',
          alarmsOn(sandbox, 'ap-southeast-2', 'pilot-2025').length === 2,
        ],
        ['us-east-1 is up to date', gaps(sandbox, 'us-east-1', 'home-page') === 0],
      ],
    },
    {
      name: 'report',
      title: 'All is mended, and the report says what is wasted',
      minutesAgo: end,
      events: [
        {
          minutesAgo: end + 5,
          what: 'the policy is corrected, and CloudWatch is well',
          happen: ({ sandbox }) => sandbox.faults.clear(),
        },
      ],
      inputs: monitor,
      shows: ['What to do', 'Not known'],
      hasPage: true,
      expected: {
        exitCode: 0,
        outputs: {
          result: 'success',
          'monitored-resources': '15',
          'alarms-changed': '0',
          'idle-resources': '4',
          'changes-applied': '0',
          'monthly-waste-usd': /^1\d{4}\.\d\d$/,
        },
      },
      checks: ({ sandbox, report, threads }) => [
        ['what the refused run left out is filled in', gaps(sandbox, 'ap-southeast-2', 'pilot-2025') === 0],
        ['no window was published twice, in any run', publishedTwice(sandbox).length === 0],
        ['what was muted is muted still', !sandbox.region('eu-west-1').alarm(MUTED).actionsEnabled],
        [
          'nothing was changed: all is only proposed',
          report.changes.every(({ outcome }) => outcome.kind === 'planned'),
        ],
        ['nobody was asked: there is no issue and no pull request', threads.length === 0],
        [
          'next-step has no requests that anyone could count, and is not called idle',
          report.findings.every(({ name }) => name !== 'next-step'),
        ],
      ],
    },
  ];
}
