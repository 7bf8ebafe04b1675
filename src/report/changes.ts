import { type Block, type Column, line, table } from './document.ts';
import { count, shortTime, tps, usd } from './figures.ts';
import { ICONS } from './icons.ts';
import { escaped, type Markdown, md, withSmallPrint } from './markdown.ts';
import type { ChangeReport, OutcomeReport, Run } from './run.ts';
import { changesThatAre } from './totals.ts';
import { deliveryOf, intentionOf, nameOf, numbered, pastOf } from './words.ts';

const ROWS_IN_SIGHT = 15;

type Planned = Extract<OutcomeReport, { kind: 'planned' }>;
type Done = Extract<OutcomeReport, { kind: 'done' }>;

/** What became of changes to campaigns and recommenders, each outcome in a table of its own. */
export function changes(run: Run): readonly Block[] {
  const found = new Set(run.findings.map(({ arn, reason }) => `${arn} ${reason}`));
  const told = ({ arn, reason }: ChangeReport) => found.has(`${arn} ${reason}`);
  const blocks = [...failed(run), ...done(run, told), ...refused(run, told), ...proposed(run, told)];
  return blocks.length > 0 ? [line(md`### Changes to campaigns and recommenders`), ...blocks] : [];
}

/** Whether the change stands, with its reason and what became of it, under what to do. */
type Told = (change: ChangeReport) => boolean;

function done(run: Run, told: Told): readonly Block[] {
  const all = changesThatAre('done', run);
  const news = all.some((change) => !told(change));
  const rows = all.map((change) => [
    withSmallPrint(pastOf(change), [`${shortTime(change.outcome.at)} UTC`, ...agreedIn(change)]),
    nameOf(change),
    ...(news ? [told(change) ? md`see above` : escaped(change.reason)] : []),
    saving(change),
    undo(change, change.outcome),
  ]);
  const columns: readonly Column[] = [
    { title: 'Done' },
    { title: 'Resource' },
    ...(news ? [{ title: 'Why' }] : []),
    { title: 'Saves a month', align: 'right' },
    { title: 'What undoes it' },
  ];
  return tableOf(columns, rows, 'done');
}

function refused(run: Run, told: Told): readonly Block[] {
  const all = changesThatAre('refused', run);
  const columns = [{ title: 'Refused' }, { title: 'Resource' }, { title: 'Guard' }, { title: 'Why not' }];
  const rows = all.map((change) => [
    md`${intentionOf(change)}`,
    nameOf(change),
    escaped(change.outcome.guard),
    escaped(change.outcome.why),
  ]);
  return tableOf(columns, rows, 'refused', all.every(told));
}

/** Those that no failure tells of. */
function failed(run: Run): readonly Block[] {
  const failures = new Set(run.failures.map(({ resource, cause }) => `${resource} ${cause}`));
  const columns = [{ title: 'Failed' }, { title: 'Resource' }, { title: 'Cause' }];
  const rows = changesThatAre('failed', run)
    .filter(({ arn, outcome }) => !failures.has(`${arn} ${outcome.why}`))
    .map((change) => [
      md`${ICONS.failed} ${intentionOf(change)}`,
      nameOf(change),
      escaped(change.outcome.why),
    ]);
  return tableOf(columns, rows, 'failed');
}

function proposed(run: Run, told: Told): readonly Block[] {
  const all = changesThatAre('planned', run).filter((change) => !told(change));
  const delivered = all.some(({ outcome }) => outcome.delivery);
  const rows = all.map((change) => [
    md`${intentionOf(change)}`,
    nameOf(change),
    escaped(change.reason),
    saving(change),
    ...(delivered ? [whereItWaits(change.outcome, run)] : []),
  ]);
  const columns: readonly Column[] = [
    { title: 'Proposed' },
    { title: 'Resource' },
    { title: 'Why' },
    { title: 'Saves a month', align: 'right' },
    ...(delivered ? [{ title: 'Where it waits' }] : []),
  ];
  return tableOf(columns, rows, 'proposed');
}

function tableOf(
  columns: readonly Column[],
  rows: readonly (readonly Markdown[])[],
  outcome: string,
  fold = rows.length > ROWS_IN_SIGHT,
): readonly Block[] {
  if (rows.length === 0) return [];
  return [table('change', columns, rows, fold ? md`${count(rows.length, 'change')} ${outcome}` : undefined)];
}

function whereItWaits({ delivery }: Planned, { command }: Run): Markdown {
  return delivery ? deliveryOf(delivery, command) : md`–`;
}

/** A step saves only a part of what its target does. */
function saving(change: ChangeReport): Markdown {
  if (change.savingUsd === undefined) return md`–`;
  const step = change.kind === 'set-floor' && change.to !== change.target;
  return step ? md`${usd(change.savingUsd)} at ${tps(change.target)} TPS` : md`${usd(change.savingUsd)}`;
}

function agreedIn({ approval }: ChangeReport): readonly Markdown[] {
  if (approval?.by === 'file') return [md`by ${approval.file}:${String(approval.line)}`];
  if (approval?.by !== 'issue') return [];
  const issue = numbered(approval.number, approval.url);
  return [approval.login ? md`ticked by ${approval.login} in ${issue}` : md`ticked in ${issue}`];
}

function undo(change: ChangeReport, { manifest }: Done): Markdown {
  if (change.approval?.by === 'file') return md`its entry in ${change.approval.file}`;
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
