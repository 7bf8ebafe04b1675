import type { ChangeReport, Run } from '../../src/report/run.ts';

const DONE = {
  stop: 'stopped',
  delete: 'deleted, its manifest kept',
  start: 'started',
  mark: 'marked as idle',
  unmark: 'unmarked',
};

/** What became of the changes of a run: a line for each that was made or refused, the made ones first. */
export function decisionsIn({ changes }: Run): string[] {
  const settled = changes.filter(({ outcome }) => outcome.kind !== 'planned');
  const ordered = settled.toSorted((a, b) => Number(isDone(b)) - Number(isDone(a)));
  const width = Math.max(0, ...ordered.map(({ name }) => name.length));
  return ordered.map(
    (change) => `${isDone(change) ? '→' : '·'} ${change.name.padEnd(width)}  ${told(change)}`,
  );
}

/** All happens within days of one another. */
const YEAR_AND_ZONE = /\b\d{4}-(\d\d-\d\d \d\d:\d\d) UTC/g;

const isDone = ({ outcome }: ChangeReport) => outcome.kind === 'done';

function told(change: ChangeReport): string {
  const { outcome } = change;
  if (outcome.kind === 'refused')
    return `left alone, ${outcome.guard}: ${outcome.why.replace(YEAR_AND_ZONE, '$1')}`;
  if (outcome.kind === 'failed') return `failed: ${outcome.why}`;
  if (change.kind === 'start' && change.resourceKind === 'campaign') return 'recreated from its manifest';
  if (change.kind !== 'set-floor') return DONE[change.kind];
  const onTheWay = change.to === change.target ? '' : `, on the way to ${change.target}`;
  return `${change.from} → ${change.to} TPS${onTheWay}`;
}
