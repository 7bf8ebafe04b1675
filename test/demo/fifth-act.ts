/** The fifth act: a person proposes to bring a campaign back, and sees beforehand what merging would do. */
import { monitor } from './fourth-act.ts';
import { floorOf } from './looks.ts';
import { CONFIG, merge, propose } from './repository.ts';
import type { Scene } from './scene.ts';
import { threadIn } from './threads.ts';

/** The number of the pull request, after that of the action. */
const OF_A_PERSON = 5;

/** The scenes of the act, the first of them so many minutes before the end of the story. */
export function fifthAct(start: number): readonly Scene[] {
  return [
    {
      name: 'plan-on-pull-request',
      title: 'command: plan on a pull request says what merging it would do',
      minutesAgo: start,
      events: [
        {
          minutesAgo: start + 5,
          what: `maintainer opens pull request #${OF_A_PERSON}: winter-test is to be active again`,
          happen: ({ github }) =>
            propose(
              github,
              {
                branch: 'winter-again',
                title: 'Bring winter-test back',
                body: 'The test is wanted for another winter. And similar-movies is to have some room for the holidays.',
              },
              CONFIG,
              (file) =>
                file
                  .replace(/(?<=winter-test:\n +state: )deleted/, 'active')
                  .replace(/(?<=similar-movies: \{ min-tps: )5/, '8'),
            ),
        },
      ],
      startedBy: OF_A_PERSON,
      inputs: () => ({ ...monitor(), command: 'plan' }),
      shows: 'changes',
      hasPage: false,
      looks: [OF_A_PERSON],
      expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '0' } },
      checks: ({ sandbox, threads, written }) => [
        [
          'it says so in one comment',
          threadIn(threads, OF_A_PERSON).comments.length === 1 && written.length === 1,
        ],
        ['nothing is changed in the account', floorOf(sandbox, 'similar-movies') === 5],
      ],
    },
    {
      name: 'back',
      title: 'It is merged, and winter-test comes back from what the file kept of it',
      minutesAgo: start - 60,
      events: [
        {
          minutesAgo: start - 30,
          what: `maintainer merges pull request #${OF_A_PERSON}`,
          happen: ({ github }) => merge(github, OF_A_PERSON),
        },
      ],
      inputs: monitor,
      shows: 'changes',
      hasPage: true,
      expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '2' } },
      checks: ({ sandbox }) => {
        const { minProvisionedTPS, status, tags } = sandbox.region('us-east-1').campaign('winter-test');
        return [
          [
            'winter-test is on its way, with its floor of 5 TPS and its tags',
            /^CREATE/.test(status) && minProvisionedTPS === 5 && [...tags].join() === 'team,search',
          ],
          ['similar-movies goes to 8 TPS', floorOf(sandbox, 'similar-movies') === 8],
        ];
      },
    },
  ];
}
