/** The sixth act: a set-up that broke in five ways, and is put right by what `command: doctor` says of each. */
import { CONFIG, commit } from './repository.ts';
import { type After, type Check, ON_CALL, type Scene } from './scene.ts';

const REGION = 'eu-west-1';

export const WORKFLOW = { regions: REGION, 'notification-endpoint': ON_CALL };

/** The config file before the act. */
export const VALID_FILE = `version: 1

policies:
  # The newsroom decides by itself.
  - match: { region: eu-west-1, kind: campaign }
    auto-adjust-min-tps: report
`;
const MEANT = /report$/m;
const TYPED = 'reprot';

const TO_PUT_RIGHT = [
  'cloudwatch:PutMetricAlarm',
  `subscriptions in ${REGION}`,
  'issues: write',
  'schedule of the workflow',
  `${CONFIG}:6:26`,
];

/** The scenes of the act, the first of them so many minutes before the end of the story. */
export function sixthAct(start: number): readonly Scene[] {
  const later = (hours: number) => start - hours * 60;
  const doctor = () => ({ command: 'doctor', ...WORKFLOW });
  return [
    {
      name: 'before',
      title: 'A run of a set-up that works, in a public repository',
      minutesAgo: start,
      inputs: () => ({ command: 'monitor', ...WORKFLOW }),
      shows: 'changes',
      hasPage: false,
      expected: { exitCode: 0, outputs: { result: 'success' } },
      checks: ({ threads }) => [['people are asked, in issues', threads.length > 0]],
    },
    {
      name: 'doctor',
      title: 'A day later five things are broken, and command: doctor finds them all',
      minutesAgo: later(24),
      events: [
        {
          minutesAgo: later(14),
          what: 'nobody has committed anything for 60 days: GitHub switches the workflow off',
          happen: ({ github }) => github.setWorkflowState('disabled_inactivity'),
        },
        {
          minutesAgo: later(18),
          what: 'someone tidies up the role, and takes cloudwatch:PutMetricAlarm out of it',
          happen: ({ sandbox }) =>
            sandbox.faults.add({
              kind: 'accessDenied',
              service: 'cloudwatch',
              operation: 'PutMetricAlarm',
            }),
        },
        {
          minutesAgo: later(19),
          what: "someone tidies up the workflow: the job's token may only read issues",
          happen: ({ github }) => github.permit({ issues: 'read' }),
        },
        {
          minutesAgo: later(20),
          what: `maintainer edits ${CONFIG} in a hurry`,
          happen: ({ github }) => commit(github, CONFIG, (file) => file.replace(MEANT, TYPED)),
        },
        {
          minutesAgo: later(22),
          what: `and ${ON_CALL} has not confirmed its subscription`,
          happen: () => undefined,
        },
      ],
      inputs: doctor,
      shows: ['To put right'],
      hasPage: true,
      expected: { exitCode: 1, outputs: { result: 'failed' } },
      checks: (after) => [
        ['it names each of them, and nothing else', wrongIn(after).join() === TO_PUT_RIGHT.join()],
        ['the statement to add allows that one action, on our alarms', isNarrow(after)],
        nothingWritten(after),
      ],
    },
    {
      name: 'well-again',
      title: 'Each is put right as it said, and all is well',
      minutesAgo: later(26),
      events: [
        {
          minutesAgo: later(24.5),
          what: 'the statement is added to the policy of the role',
          happen: ({ sandbox }) => sandbox.faults.clear(),
        },
        {
          minutesAgo: later(24.6),
          what: `${ON_CALL} follows the link in the message that SNS sent there`,
          happen: ({ sandbox }) => sandbox.region(REGION).confirmSubscription(ON_CALL),
        },
        {
          minutesAgo: later(24.7),
          what: 'the job gets its permission issues: write again',
          happen: ({ github }) => github.permit({ issues: 'write' }),
        },
        {
          minutesAgo: later(24.8),
          what: 'maintainer chooses Enable workflow under Actions',
          happen: ({ github }) => github.setWorkflowState('active'),
        },
        {
          minutesAgo: later(24.9),
          what: `maintainer mends line 6 of ${CONFIG}`,
          happen: ({ github }) => commit(github, CONFIG, (file) => file.replace(TYPED, 'report')),
        },
      ],
      inputs: doctor,
      shows: [],
      hasPage: true,
      expected: { exitCode: 0, outputs: { result: 'success' } },
      checks: (after) => [
        ['nothing is left to put right', wrongIn(after).length === 0],
        nothingWritten(after),
      ],
    },
  ];
}

const wrongIn = ({ report }: After): string[] =>
  (report.diagnosis?.checks ?? []).filter(({ result }) => result === 'wrong').map(({ name }) => name);

function isNarrow({ report, sandbox }: After): boolean {
  const [statement, ...others] = report.diagnosis?.missing ?? [];
  return (
    others.length === 0 &&
    statement?.Action.join() === 'cloudwatch:PutMetricAlarm' &&
    statement.Resource.join() === `arn:aws:cloudwatch:*:${sandbox.account}:alarm:PersonalizeMonitor-*`
  );
}

/** Creating a topic that is there gives its ARN, and changes nothing. */
function nothingWritten({ sandbox, written }: After): Check {
  const done = sandbox.calls.writes().filter(({ outcome }) => outcome === 'ok');
  const isHarmless = done.every(({ operation }) => operation === 'CreateTopic');
  const topics = sandbox.region(REGION).topics.map(({ name }) => name);
  return [
    'nothing was changed, neither in AWS nor on GitHub',
    isHarmless && topics.join() === 'PersonalizeMonitorNotifications' && written.length === 0,
  ];
}
