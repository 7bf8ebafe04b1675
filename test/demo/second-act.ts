/** The second act: with `apply`, the fleet is put right in a week of daily runs, under every guard. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { noisy, steady } from '../sandbox/traffic.ts';
import { alarmsOn, doneTo, endsOf, floorOf, gaps, isOnDashboard, publishedTwice } from './looks.ts';
import { commit, remove } from './repository.ts';
import { type After, type Check, type Event, ON_CALL, type Place, REGIONS, type Scene } from './scene.ts';

/** A schedule of GitHub comes late, and a step needs 24 hours since the one before. */
const MINUTES_BETWEEN_RUNS = 24 * 60 + 4;
const LAST_DAY = 9;

/** Minutes before the end of the story, at the daily run of a day and so many hours after it. */
export const day = (number: number, hours = 0): number =>
  (LAST_DAY - number) * MINUTES_BETWEEN_RUNS - hours * 60;

const WORKFLOW = {
  command: 'monitor',
  regions: REGIONS.join(', '),
  'notification-endpoint': ON_CALL,
  'auto-adjust-min-tps': 'apply',
  'auto-delete-or-stop-idle-resources': 'apply',
  'idle-grace-hours': '96',
  'backfill-hours': '26',
  'heartbeat-alarm-hours': '30',
};

const ACCOUNT = '123456789012';
const arnOf = (name: string) => `arn:aws:personalize:us-east-1:${ACCOUNT}:campaign/${name}`;

const NAMING_FILE = 'services/related-movies.yml';
const manifestOf = ({ reports }: Place) =>
  join(reports, 'manifests', '123456789012-us-east-1-campaign-winter-test.json');

const SPARED = ['black-friday', 'next-step', 'article-ranking'];

/** What must be so of all runs together. */
function neverInAnyRun(reports: After['reports']): readonly Check[] {
  const done = reports.flatMap(({ changes }) => changes.filter(({ outcome }) => outcome.kind === 'done'));
  const under = done.filter((change) => change.kind === 'set-floor' && change.to < change.target);
  return [
    [
      `never touched: ${SPARED.join(', ')} (exempt, of unknown demand, at its lowest)`,
      done.every(({ name }) => !SPARED.includes(name)) &&
        reports.every(({ findings }) => findings.every(({ name }) => name !== 'next-step')),
    ],
    ['no step went under its target', under.length === 0],
  ];
}

interface Daily {
  readonly title: string;
  readonly events?: readonly Event[];
  readonly hasPage?: boolean;
  readonly shows?: Scene['shows'];
  readonly outputs?: Scene['expected']['outputs'];
  readonly checks?: Scene['checks'];
}

/** The run of a day, with `max-changes` of 10. */
function daily(number: number, { title, outputs = {}, checks = () => [], ...rest }: Daily): Scene {
  return {
    name: `day-${number}`,
    title: `Day ${number}: ${title}`,
    minutesAgo: day(number),
    inputs: () => ({ ...WORKFLOW, 'max-changes': '10' }),
    shows: 'changes',
    hasPage: false,
    ...rest,
    expected: { exitCode: 0, outputs: { result: 'success', ...outputs } },
    checks,
  };
}

export const SECOND_ACT: readonly Scene[] = [
  {
    name: 'capped',
    title: 'apply, with the default of five changes in a run: six are due, so none is made',
    minutesAgo: day(0, -1),
    events: [
      {
        minutesAgo: day(0, -1.5),
        what: `the team adds ${NAMING_FILE} to its repository; it names the campaign winter-test`,
        happen: ({ github }) =>
          commit(github, NAMING_FILE, () => `similar:\n  winter:\n    arn: ${arnOf('winter-test')}\n`),
      },
    ],
    inputs: () => WORKFLOW,
    shows: 'changes',
    hasPage: true,
    mail: 'Idle: Personalize campaign winter-test',
    expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '0' } },
    checks: ({ sandbox, report }) => [
      ['no floor was changed', floorOf(sandbox, 'similar-movies') === 20],
      [
        'the idle ones are marked',
        ['winter-test', 'pilot-2025', 'because-you-watched'].every(
          (name) => doneTo(report, name).join() === 'mark',
        ),
      ],
      ['black-friday is exempt by its tag', endsOf(report, 'black-friday').join() === 'exempt'],
    ],
  },
  {
    name: 'first-steps',
    title: 'With max-changes: 10 the floors go down, by a quarter at a time',
    minutesAgo: day(0),
    inputs: () => ({ ...WORKFLOW, 'max-changes': '10' }),
    shows: 'changes',
    hasPage: true,
    expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '6' } },
    checks: ({ sandbox, report }) => [
      ['similar-movies went from 20 to 15 TPS', floorOf(sandbox, 'similar-movies') === 15],
      ['top-picks went from 15 to 11 TPS', floorOf(sandbox, 'top-picks', 'eu-west-1') === 11],
      ['headlines is held: someone updated it yesterday', endsOf(report, 'headlines').join() === 'held'],
    ],
  },
  daily(1, {
    title: 'a colleague pre-warms home-page, and it is left alone',
    events: [
      {
        minutesAgo: day(0, 12),
        what: 'a colleague raises home-page from 7 to 9 TPS, for a newsletter',
        happen: ({ sandbox }) =>
          sandbox.run('personalize', 'UpdateCampaign', 'us-east-1', {
            campaignArn: arnOf('home-page'),
            minProvisionedTPS: 9,
          }),
      },
    ],
    checks: ({ sandbox, report }) => [
      ['home-page is held', endsOf(report, 'home-page').join() === 'held'],
      ['and stays at 9 TPS', floorOf(sandbox, 'home-page') === 9],
    ],
  }),
  daily(2, {
    title: 'one more step',
    checks: ({ report }) => [['home-page is held still', endsOf(report, 'home-page').join() === 'held']],
  }),
  daily(3, {
    title: 'a first request, and pilot-2025 is no longer marked',
    events: [
      {
        minutesAgo: day(2, 12),
        what: 'a new team in Sydney begins to use pilot-2025, with a request every 20 seconds',
        happen: ({ sandbox }) =>
          sandbox.region('ap-southeast-2').setTraffic('pilot-2025', noisy(steady(0.05), { share: 0.2 })),
      },
    ],
    checks: ({ sandbox, report }) => [
      ['pilot-2025 is unmarked', doneTo(report, 'pilot-2025').includes('unmark')],
      [
        'its tag is gone',
        !sandbox.region('ap-southeast-2').campaign('pilot-2025').tags.has('personalize-monitor:idle-since'),
      ],
      [
        'its mark was announced, and so is this',
        sandbox
          .region('ap-southeast-2')
          .messages.filter(({ subject }) =>
            /pilot-2025 (to be deleted|is no longer marked)/.test(subject ?? ''),
          ).length === 2,
      ],
      ['headlines is held no longer', doneTo(report, 'headlines').join() === 'set-floor'],
    ],
  }),
  daily(4, {
    title: 'the grace is over; what the repository names is not deleted',
    hasPage: true,
    checks: ({ sandbox, report }) => [
      ['winter-test is kept, since a file names it', endsOf(report, 'winter-test').join() === 'referenced'],
      ['its alarms are too', alarmsOn(sandbox, 'us-east-1', 'winter-test').length === 2],
      [
        'the recommender because-you-watched is stopped',
        /^STOP|^INACTIVE/.test(sandbox.region('eu-west-1').recommender('because-you-watched').status),
      ],
      ['home-page goes on, 72 hours after the colleague', floorOf(sandbox, 'home-page') === 6],
      ['similar-movies is at its target, and not under it', floorOf(sandbox, 'similar-movies') === 5],
    ],
  }),
  daily(5, {
    title: 'the file is gone, and so is winter-test',
    events: [
      {
        minutesAgo: day(4, 12),
        what: `someone removes ${NAMING_FILE} from the repository`,
        happen: ({ github }) => remove(github, NAMING_FILE),
      },
    ],
    hasPage: true,
    checks: ({ sandbox, report, place }) => [
      ['winter-test is deleted', doneTo(report, 'winter-test').join() === 'delete'],
      ['its alarms are gone', alarmsOn(sandbox, 'us-east-1', 'winter-test').length === 0],
      ['its place on the dashboard is gone', !isOnDashboard(sandbox, 'winter-test')],
      [`what recreates it is in ${manifestOf(place)}`, existsSync(manifestOf(place))],
      [
        'the message about it has that too',
        sandbox
          .region('us-east-1')
          .messages.some(({ message }) =>
            message.includes(JSON.stringify(JSON.parse(readFileSync(manifestOf(place), 'utf8')), null, 2)),
          ),
      ],
    ],
  }),
  daily(6, { title: 'one more step' }),
  daily(7, {
    title: 'new-home-page is a week old, and can be sized',
    checks: ({ sandbox }) => [
      ['new-home-page went from 2 to 1 TPS', floorOf(sandbox, 'new-home-page') === 1],
    ],
  }),
  daily(8, {
    title: 'the last step',
    hasPage: true,
    checks: ({ sandbox }) => [
      [
        'every floor is where it should be',
        floorOf(sandbox, 'similar-movies') === 5 &&
          floorOf(sandbox, 'search-ranking') === 3 &&
          floorOf(sandbox, 'top-picks', 'eu-west-1') === 1 &&
          floorOf(sandbox, 'home-page') === 1,
      ],
    ],
  }),
  {
    name: 'by-hand',
    title: 'By hand: the floor that was advised, before a sale',
    minutesAgo: day(8, 3),
    inputs: () => ({
      command: 'set-min-tps',
      arn: arnOf('flash-sale'),
      'min-tps': '16',
      reason: 'The sale of Friday; the report advised it',
    }),
    shows: ['Changes to campaigns and recommenders'],
    hasPage: true,
    expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '1' } },
    checks: ({ sandbox }) => [['flash-sale goes to 16 TPS', floorOf(sandbox, 'flash-sale') === 16]],
  },
  {
    name: 'restore',
    title: 'By hand: winter is coming, and winter-test comes back from its manifest',
    minutesAgo: day(8, 4),
    inputs: (place) => ({
      command: 'restore',
      manifest: manifestOf(place),
      reason: 'The test is wanted for another winter',
    }),
    shows: ['Changes to campaigns and recommenders'],
    hasPage: true,
    expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '1' } },
    checks: ({ sandbox }) => {
      const { minProvisionedTPS, status, tags } = sandbox.region('us-east-1').campaign('winter-test');
      return [
        [
          'winter-test is on its way, with its floor of 5 TPS',
          /^CREATE/.test(status) && minProvisionedTPS === 5,
        ],
        ['it has its old tags, and no mark', [...tags].join() === 'team,search'],
      ];
    },
  },
  daily(LAST_DAY, {
    title: 'there is nothing to do but to go on',
    shows: ['What to do', 'Not known'],
    hasPage: true,
    outputs: { 'changes-applied': '0', 'idle-resources': '1' },
    checks: ({ sandbox, reports }) => [
      ['flash-sale keeps what a person gave it', floorOf(sandbox, 'flash-sale') === 16],
      [
        'winter-test has its alarms and its place again',
        alarmsOn(sandbox, 'us-east-1', 'winter-test').length === 2 && isOnDashboard(sandbox, 'winter-test'),
      ],
      ['ten days are published without a gap', gaps(sandbox, 'us-east-1', 'home-page') === 0],
      ['and no window twice', publishedTwice(sandbox).length === 0],
      ...neverInAnyRun(reports),
    ],
  }),
];
