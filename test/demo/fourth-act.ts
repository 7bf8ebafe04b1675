/** The fourth act: capacity as code. Findings become a pull request, and what is merged is carried out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { alarmsOn, doneTo, floorOf } from './looks.ts';
import { CONFIG, commit, merge } from './repository.ts';
import { type Place, REGIONS, type Scene } from './scene.ts';
import { threadIn } from './threads.ts';

/** The number of the pull request, after three issues. */
const OF_THE_ACTION = 4;

export const monitor = () => ({ command: 'monitor', regions: REGIONS.join(', '), 'max-changes': '10' });

/** How the file is before the act. */
export const FILE = `# How personalize-monitor treats our campaigns. Questions: #ml-platform
version: 1

capacity:
  # Marketing pays for the sale, so that marketing says how much.
  us-east-1/campaign/flash-sale: { min-tps: 12 } # was 8 before the sale of May
`;

const POLICY = `policies:
  # The films and the shop are run by pull request.
  - match: { region: us-east-1 }
    auto-adjust-min-tps: pull-request
    auto-delete-or-stop-idle-resources: pull-request

`;

const manifestOf = ({ reports }: Place) =>
  join(reports, 'manifests', '123456789012-us-east-1-campaign-winter-test.json');

const commentsKept = (patch: string) =>
  !/^-\s*#/m.test(patch) && /^\+.*# was 8 before the sale of May$/m.test(patch);

/** The scenes of the act, the first of them so many minutes before the end of the story. */
export function fourthAct(start: number): readonly Scene[] {
  return [
    {
      name: 'pull-request',
      title: 'In us-east-1 the findings become one pull request',
      minutesAgo: start,
      events: [
        {
          minutesAgo: start + 60,
          what: `maintainer adds a policy to ${CONFIG}: us-east-1 is run by pull request`,
          happen: ({ github }) =>
            commit(github, CONFIG, (file) => file.replace('capacity:', `${POLICY}capacity:`)),
        },
      ],
      inputs: monitor,
      shows: 'changes',
      hasPage: true,
      looks: [OF_THE_ACTION],
      expected: {
        exitCode: 0,
        outputs: { result: 'success', 'changes-applied': '0', 'pull-request-number': `${OF_THE_ACTION}` },
      },
      checks: ({ sandbox, threads }) => [
        [
          'the file is changed with its comments kept',
          threadIn(threads, OF_THE_ACTION).files.every(
            ({ path, patch }) => path === CONFIG && commentsKept(patch),
          ),
        ],
        ['nothing is changed in the account', floorOf(sandbox, 'home-page') === 10],
        [
          'Europe and Sydney are still asked in issues',
          threads.filter(({ kind }) => kind === 'issue').length === 3,
        ],
      ],
    },
    {
      name: 'merged',
      title: 'It is merged, and the next run makes it so',
      minutesAgo: start - 60,
      events: [
        {
          minutesAgo: start - 45,
          what: `maintainer merges pull request #${OF_THE_ACTION}`,
          happen: ({ github }) => merge(github, OF_THE_ACTION),
        },
      ],
      inputs: monitor,
      shows: 'changes',
      hasPage: true,
      expected: {
        exitCode: 0,
        outputs: { result: 'success', 'changes-applied': '8' },
      },
      checks: ({ sandbox, report, place }) => [
        ['home-page went from 10 to 1 TPS', floorOf(sandbox, 'home-page') === 1],
        ['flash-sale has more than its 12 TPS', (floorOf(sandbox, 'flash-sale') ?? 0) > 12],
        ['winter-test is deleted', doneTo(report, 'winter-test').join() === 'delete'],
        [
          'what recreates it is in the file, and among the manifests of the run',
          existsSync(manifestOf(place)),
        ],
        ['its alarms are gone', alarmsOn(sandbox, 'us-east-1', 'winter-test').length === 0],
      ],
    },
  ];
}
