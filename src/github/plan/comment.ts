import { groupAlike } from '../../report/alike.ts';
import { alikeFailures, where } from '../../report/attention.ts';
import { type Block, type Column, layOut, line, table } from '../../report/document.ts';
import { count, tps, usd } from '../../report/figures.ts';
import { ICONS } from '../../report/icons.ts';
import { escaped, join, link, type Markdown, md, noWrap } from '../../report/markdown.ts';
import type { ChangeReport, Run } from '../../report/run.ts';
import { resourcesOf } from '../../report/totals.ts';
import { intentionOf, nameOf, stepOf } from '../../report/words.ts';
import { hide as hideData } from '../hidden.ts';
import { changesOf, type MergePlan } from './mergePlan.ts';
import { verdictOf } from './verdict.ts';
import { warnings } from './warnings.ts';

/** GitHub takes no comment over 65,536 characters; this leaves room. */
export const MAX_COMMENT_BYTES = 58_000;

/** Names such a comment in the hidden data at its start. */
export const PLAN = 'plan';

/**
 * The comment on a pull request that says what merging it would do: GitHub Flavored Markdown of at most 58,000 bytes,
 * of which whole rows are cut. The same plan gives the same text, but for the address of its run. `hide` is put upon
 * all that people read; `workflowKey` tells the comments of several workflows apart.
 */
export function renderPlanComment({
  run,
  merging,
  hide,
  workflowKey,
}: {
  readonly run: Run;
  readonly merging: MergePlan;
  readonly hide: (text: string) => string;
  readonly workflowKey: string;
}): string {
  const marker = `${hideData(PLAN, { v: 1, key: workflowKey })}\n`;
  const blocks = [
    line(md`### ${verdictOf(merging)}`),
    ...capacity(run, merging),
    ...refused(merging),
    ...policies(merging),
    ...failures(run),
    ...closing(run),
  ];
  return `${marker}${hide(layOut(blocks, MAX_COMMENT_BYTES - Buffer.byteLength(marker))).trimEnd()}\n`;
}

function capacity(run: Run, merging: MergePlan): readonly Block[] {
  if (merging.capacity.kind === 'unknown') return [line(md`${ICONS.partial} ${merging.capacity.why}`)];
  const changes = changesOf(merging, 'planned', 'done');
  if (changes.length === 0) return [];
  const floors = new Map(resourcesOf(run).map(({ arn, floor }) => [arn, floor]));
  const rows = changes.map((change) => [
    nameOf(change),
    noWrap(transition(change, floors.get(change.arn))),
    change.savingUsd === undefined ? md`–` : md`${usd(change.savingUsd)}`,
    escaped(change.reason),
  ]);
  const columns: readonly Column[] = [
    { title: 'Resource' },
    { title: 'Today → then' },
    { title: 'Saves a month', align: 'right' },
    { title: 'Why' },
  ];
  return [table('change', columns, rows), ...warnings(run, changes), line(checks(changes))];
}

/** `40 → 6 TPS`, `2 TPS → deleted`. */
function transition(change: ChangeReport, floor: number | undefined): string {
  const today = floor === undefined ? 'active' : `${tps(floor)} TPS`;
  switch (change.kind) {
    case 'set-floor':
      return `${tps(change.from)} → ${tps(change.to)} TPS${stepOf(change)}`;
    case 'stop':
      return `${today} → stopped`;
    case 'delete':
      return `${today} → deleted`;
    case 'start':
      return change.resourceKind === 'campaign' ? 'deleted → recreated' : 'stopped → active';
    case 'mark':
    case 'unmark':
      return intentionOf(change);
  }
}

/** What stands between merging and a change. */
function checks(changes: readonly ChangeReport[]): Markdown {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const ends = kinds.has('stop') || kinds.has('delete');
  return join(
    [
      md`The run after the merge looks at each of them again just before it changes it, and leaves alone what is not as it is now.`,
      ...(ends ? [md`It counts the requests to what is to be stopped or deleted once more.`] : []),
      ...(kinds.has('delete')
        ? [
            md`It deletes nothing whose ARN stands elsewhere in the repository, and only once the manifest that recreates it is saved.`,
          ]
        : []),
      md`Amounts are estimates.`,
    ],
    ' ',
  );
}

/** What a guard stands in the way of as things are: it is referenced, cannot be undone, is exempt, and so on. */
function refused(merging: MergePlan): readonly Block[] {
  const rows = changesOf(merging, 'refused', 'failed').map((change) => {
    const { outcome } = change;
    const why = outcome.kind === 'refused' || outcome.kind === 'failed' ? outcome.why : '';
    const guard = outcome.kind === 'refused' ? outcome.guard : '–';
    return [nameOf(change), md`${intentionOf(change)}`, escaped(guard), escaped(why)];
  });
  if (rows.length === 0) return [];
  const columns = [{ title: 'Resource' }, { title: 'Refused' }, { title: 'Guard' }, { title: 'Why not' }];
  return [
    line(md`${ICONS.partial} **${count(rows.length, 'change')}** would be refused as things are now:`),
    table('change', columns, rows),
  ];
}

function policies({ policies, file }: MergePlan): readonly Block[] {
  if (policies.kind === 'unknown') {
    return [line(md`${ICONS.partial} Whose treatment would change is not known: ${policies.why}`)];
  }
  const { changed } = policies;
  if (changed.length === 0) return [];
  const rows = groupAlike(changed, ({ before, after }) => JSON.stringify([before, after])).map(
    ({ first, all }) => [
      where(all.map(({ name, ...place }) => ({ ...place, resource: name }))),
      escaped(first.before),
      escaped(first.after),
    ],
  );
  const columns = [{ title: 'Resource' }, { title: 'Treated today' }, { title: 'After merging' }];
  return [
    line(md`The policies of ${file} would treat **${count(changed.length, 'resource')}** otherwise:`),
    table('row', columns, rows),
  ];
}

function failures({ failures }: Run): readonly Block[] {
  if (failures.length === 0) return [];
  const rows = alikeFailures(failures).map(({ first, all }) => [
    md`${ICONS.failed} ${first.what}`,
    where(all),
    all.length > 1 ? md`${first.cause} (and ${all.length - 1} more like it)` : escaped(first.cause),
    escaped(first.remedy),
  ]);
  const columns = [{ title: 'Failed' }, { title: 'Where' }, { title: 'Cause' }, { title: 'What to do' }];
  return [
    line(md`**This plan may lack something**, since not all could be read:`),
    table('failure', columns, rows),
  ];
}

function closing({ workflow }: Run): readonly Block[] {
  const whole = workflow
    ? md`The plan for the whole fleet is in the summary of ${link('this run', workflow.run)}.`
    : md`The plan for the whole fleet is in the job summary.`;
  return [line(md`<sub>${whole} This comment is kept up to date.</sub>`)];
}
