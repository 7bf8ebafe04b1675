import { type Block, type Column, line, table } from './document.ts';
import { count, shortTime, tps, usd } from './figures.ts';
import { ICONS } from './icons.ts';
import { escaped, type Markdown, md, withSmallPrint } from './markdown.ts';
import type { ChangeReport, FindingReport, OutcomeReport, Run } from './run.ts';
import { changesThatAre } from './totals.ts';
import { nameOf, pastOf, stepOf, verbOf } from './words.ts';

const ROWS_IN_SIGHT = 15;

type Done = Extract<OutcomeReport, { kind: 'done' }>;

/** What became of changes to campaigns and recommenders, each outcome in a table of its own. */
export function changes(run: Run): readonly Block[] {
  const blocks = [...failed(run), ...done(run), ...refused(run), ...proposed(run)];
  return blocks.length > 0 ? [line(md`### Changes to campaigns and recommenders`), ...blocks] : [];
}

function done(run: Run): readonly Block[] {
  const columns: readonly Column[] = [
    { title: 'Done' },
    { title: 'Resource' },
    { title: 'Why' },
    { title: 'Saves a month', align: 'right' },
    { title: 'What undoes it' },
  ];
  const rows = changesThatAre('done', run).map((change) => [
    withSmallPrint(pastOf(change), [`${shortTime(change.outcome.at)} UTC`]),
    nameOf(change),
    escaped(change.reason),
    saving(change),
    undo(change, change.outcome),
  ]);
  return folding(columns, rows, 'change', md`done`);
}

function refused(run: Run): readonly Block[] {
  const columns = [{ title: 'Refused' }, { title: 'Resource' }, { title: 'Guard' }, { title: 'Why not' }];
  const rows = changesThatAre('refused', run).map((change) => [
    md`${intention(change)}`,
    nameOf(change),
    escaped(change.outcome.guard),
    escaped(change.outcome.why),
  ]);
  return folding(columns, rows, 'change', md`refused`);
}

function failed(run: Run): readonly Block[] {
  const columns = [{ title: 'Failed' }, { title: 'Resource' }, { title: 'Cause' }];
  const rows = changesThatAre('failed', run).map((change) => [
    md`${ICONS.failed} ${intention(change)}`,
    nameOf(change),
    escaped(change.outcome.why),
  ]);
  return folding(columns, rows, 'change', md`failed`);
}

/** Those that no finding tells of, which stands under what to do. */
function proposed(run: Run): readonly Block[] {
  const found = new Set(run.findings.map(({ arn }: FindingReport) => arn));
  const rows = changesThatAre('planned', run)
    .filter(({ arn }) => !found.has(arn))
    .map((change) => [md`${intention(change)}`, nameOf(change), escaped(change.reason), saving(change)]);
  const columns: readonly Column[] = [
    { title: 'Proposed' },
    { title: 'Resource' },
    { title: 'Why' },
    { title: 'Saves a month', align: 'right' },
  ];
  return folding(columns, rows, 'change', md`proposed`);
}

function folding(
  columns: readonly Column[],
  rows: readonly (readonly Markdown[])[],
  noun: string,
  what: Markdown,
): readonly Block[] {
  if (rows.length === 0) return [];
  const folded = rows.length > ROWS_IN_SIGHT ? md`All ${count(rows.length, noun)} ${what}` : undefined;
  return [table(noun, columns, rows, folded)];
}

function intention(change: ChangeReport): string {
  return `${verbOf(change)}${change.kind === 'set-floor' ? stepOf(change) : ''}`;
}

/** A step saves only a part of what its target does. */
function saving(change: ChangeReport): Markdown {
  if (change.savingUsd === undefined) return md`–`;
  const step = change.kind === 'set-floor' && change.to !== change.target;
  return step ? md`${usd(change.savingUsd)} at ${tps(change.target)} TPS` : md`${usd(change.savingUsd)}`;
}

function undo(change: ChangeReport, { manifest }: Done): Markdown {
  switch (change.kind) {
    case 'set-floor':
      return md`\`set-min-tps\` to ${tps(change.from)}`;
    case 'delete':
      return manifest ? md`\`restore\` with manifest ${manifest}` : md`\`restore\` with its manifest`;
    case 'stop':
      return md`\`restore\``;
    case 'start':
      return md`\`stop\``;
    case 'mark':
      return md`a request to it`;
    case 'unmark':
      return md`–`;
  }
}
