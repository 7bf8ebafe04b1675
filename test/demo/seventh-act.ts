/** The seventh act, the goodbye: `command: uninstall` takes away all that the action made, and nothing else. */
import { hasAlarm, madeByUs } from './looks.ts';
import { type After, type Check, REGIONS, type Scene } from './scene.ts';
import { WORKFLOW } from './sixth-act.ts';

const uninstall = () => ({ command: 'uninstall', ...WORKFLOW });

/** The scenes of the act, the first of them so many minutes before the end of the story. */
export function seventhAct(start: number): readonly Scene[] {
  return [
    {
      name: 'would-go',
      title: 'command: uninstall with dry-run says what would go',
      minutesAgo: start,
      inputs: () => ({ ...uninstall(), 'dry-run': 'true' }),
      shows: ['What would be written'],
      hasPage: true,
      expected: { exitCode: 0, outputs: { result: 'success' } },
      checks: (after) => [
        [
          'it lists alarms, a topic, a dashboard and issues',
          ['alarm', 'topic', 'dashboard', 'issue'].every((target) =>
            after.report.upkeep.some((one) => one.target === target && one.outcome === 'planned'),
          ),
        ],
        nothingWritten(after),
      ],
    },
    {
      name: 'gone',
      title: 'command: uninstall removes that, and nothing else',
      minutesAgo: start - 20,
      inputs: uninstall,
      shows: ['What was written'],
      hasPage: true,
      looks: ['issues'],
      expected: { exitCode: 0, outputs: { result: 'success' } },
      checks: (after) => [
        ['exactly what it had said went', wentAsSaid(after)],
        [
          'no alarm, no topic and no dashboard of this action is left',
          madeByUs(after.sandbox).length === 0 &&
            after.sandbox.dashboards.length === 0 &&
            topicsIn(after).join() === 'operations',
        ],
        ['the alarm of a team is as it was', hasAlarm(after.sandbox, 'us-east-1', 'checkout-errors')],
        ['all its issues are closed', after.threads.every(({ state }) => state === 'closed')],
      ],
    },
    {
      name: 'nothing-left',
      title: 'Once more: nothing of it is left',
      minutesAgo: start - 40,
      inputs: uninstall,
      shows: [],
      hasPage: true,
      expected: { exitCode: 0, outputs: { result: 'success' } },
      checks: (after) => [
        ['it found nothing to remove', after.report.upkeep.length === 0],
        nothingWritten(after),
      ],
    },
  ];
}

function wentAsSaid({ reports }: After): boolean {
  const [said, went] = reports
    .slice(-2)
    .map(({ upkeep }) => upkeep.map(({ target, name }) => `${target} ${name}`));
  return said !== undefined && said.length > 0 && said.toSorted().join() === went?.toSorted().join();
}

const topicsIn = ({ sandbox }: After): string[] =>
  REGIONS.flatMap((region) => sandbox.region(region).topics).map(({ name }) => name);

function nothingWritten({ sandbox, written }: After): Check {
  return [
    'nothing was written, neither to AWS nor to GitHub',
    sandbox.calls.writes().length === 0 && written.length === 0,
  ];
}
