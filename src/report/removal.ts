import { type Block, line } from './document.ts';
import { count } from './figures.ts';
import { ICONS } from './icons.ts';
import { md } from './markdown.ts';
import type { Run } from './run.ts';

/** How `uninstall` went, in the first lines. */
export function removal(run: Run): readonly Block[] {
  const planned = run.upkeep.filter(({ outcome }) => outcome === 'planned').length;
  const done = run.upkeep.filter(({ outcome }) => outcome === 'done').length;
  return [
    line(md`## ${ICONS[run.result]} personalize-monitor: ${verdict(run, planned, done)}`),
    line(
      planned > 0
        ? md`This is what would go: **nothing was removed**. Run it again without \`dry-run\` to remove it.`
        : md`No campaign and no recommender was touched, but for tags that this action had set. Metrics that were published cannot be deleted: CloudWatch lets them expire after 15 months, and bills them only for hours with new data.`,
    ),
    ...(run.result === 'success' && planned === 0 ? [line(LAST)] : []),
  ];
}

const LAST = md`What is left to you: delete the workflow, the config file, the label \`personalize-monitor\`, and the IAM role.`;

function verdict({ result, cancelled, failures }: Run, planned: number, done: number): string {
  if (cancelled) return 'cancelled';
  if (result !== 'success') {
    const what =
      planned > 0 ? 'dry run: not everything could be looked at' : 'not everything could be removed';
    return `${what}, ${count(failures.length, 'failure')}`;
  }
  if (planned > 0) return `dry run: ${count(planned, 'thing')} would go`;
  return done > 0 ? `${count(done, 'thing')} removed` : 'nothing of it is left to remove';
}
