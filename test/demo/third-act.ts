/** The third act: the same account, and people decide in issues, which is the default. */
import { doneTo, endsOf, floorOf } from './looks.ts';
import { closeWith, tick } from './repository.ts';
import type { Scene } from './scene.ts';
import { threadIn } from './threads.ts';

/** The numbers of the issues: the one that saves most is opened first. */
const TOP_PICKS = 1;
const PILOT = 3;

const monitor = () => ({ command: 'monitor', regions: 'eu-west-1, ap-southeast-2' });

/** The scenes of the act, the first of them so many minutes before the end of the story. */
export function thirdAct(start: number): readonly Scene[] {
  return [
    {
      name: 'issues',
      title: 'Three findings become three issues, each with boxes to tick',
      minutesAgo: start,
      inputs: monitor,
      shows: ['What to do'],
      hasPage: true,
      looks: ['issues', TOP_PICKS],
      expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '0' } },
      checks: ({ sandbox, threads }) => [
        ['there is one open issue for each', threads.filter(({ state }) => state === 'open').length === 3],
        ['nothing is changed yet', floorOf(sandbox, 'top-picks', 'eu-west-1') === 15],
        [
          'headlines has none: someone updates it just now',
          !threads.some(({ title }) => title.includes('headlines')),
        ],
      ],
    },
    {
      name: 'ticked',
      title: 'One is ticked and carried out, one is declined',
      minutesAgo: start - 60,
      events: [
        {
          minutesAgo: start - 30,
          what: `maintainer ticks the first box of issue #${TOP_PICKS}`,
          happen: ({ github }) => tick(github, TOP_PICKS),
        },
        {
          minutesAgo: start - 40,
          what: `triager closes issue #${PILOT}: a new team is about to use pilot-2025`,
          happen: ({ github }) =>
            closeWith(
              github,
              'triager',
              PILOT,
              'Please keep it: a new team in Sydney begins with it in May.',
            ),
        },
      ],
      inputs: monitor,
      shows: 'changes',
      hasPage: true,
      looks: ['issues', TOP_PICKS],
      expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '1' } },
      checks: ({ sandbox, report, threads }) => [
        [
          'top-picks went from 15 to 1 TPS, exactly as ticked',
          doneTo(report, 'top-picks').join() === 'set-floor' &&
            floorOf(sandbox, 'top-picks', 'eu-west-1') === 1,
        ],
        [
          'its issue says who ticked it and how to undo it, and is closed',
          /as ticked by maintainer.*min-tps: 15/.test(threadIn(threads, TOP_PICKS).comments[0]?.body ?? '') &&
            threadIn(threads, TOP_PICKS).state === 'closed',
        ],
        [
          'pilot-2025 is still there',
          sandbox.region('ap-southeast-2').campaign('pilot-2025').status === 'ACTIVE',
        ],
        ['its issue stays closed', threadIn(threads, PILOT).state === 'closed'],
      ],
    },
    {
      name: 'declined',
      title: 'Twice is once: what was declined is not asked again, and nothing is written',
      minutesAgo: start - 120,
      inputs: monitor,
      shows: 'changes',
      hasPage: false,
      expected: { exitCode: 0, outputs: { result: 'success', 'changes-applied': '0' } },
      checks: ({ report, threads, written }) => [
        ['nothing was written to GitHub', written.length === 0],
        ['because-you-watched waits still', endsOf(report, 'because-you-watched').join() === 'planned'],
        [
          'one issue is open, two are closed',
          threads.map(({ state }) => state).join() === 'closed,open,closed',
        ],
      ],
    },
  ];
}
