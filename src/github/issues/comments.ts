import type { Approval } from '../../changes/change.ts';
import type { Manifest } from '../../changes/manifest.ts';
import { tps } from '../../report/figures.ts';
import { type Markdown, md } from '../../report/markdown.ts';
import { MOST_BYTES } from './body.ts';
import { SNOOZE_DAYS } from './boxes.ts';
import type { DeliveredChange, Result } from './standing.ts';

/** What this action says in its issues. All of it is Markdown in which everything foreign is escaped. */

export function overComment(why: string): string {
  return md`**Closed, since the finding is over:** ${sentence(why)}\n\nIf it comes back, this issue is opened again.`
    .source;
}

export function backComment(before: 'resolved' | 'done'): string {
  const then =
    before === 'done' ? 'after its change was carried out' : 'after it was over for at least one run';
  return md`**Opened again: the finding is back**, ${then}. The text above is up to date. Close this issue to decline.`
    .source;
}

export function materialComment(why: string): string {
  return md`**Opened again, since the finding changed materially after it was declined:** ${sentence(why)} The text above is up to date. Close this issue to decline that too; to be left alone for good, tick the last box.`
    .source;
}

export function snoozedComment(until: string): string {
  return md`**Left alone until ${until.slice(0, 10)}**, as ticked. Reopen this issue to undo that; if the finding is still there after ${SNOOZE_DAYS} days, it is opened again.`
    .source;
}

export function neverComment(): string {
  return md`**Not proposed again**, as ticked, however the finding changes. Reopen this issue to undo that.`
    .source;
}

export function snoozeOverComment(): string {
  return md`**Opened again: the ${SNOOZE_DAYS} days are over**, and the finding is still there. The text above is up to date.`
    .source;
}

export function contradictionComment(): string {
  return md`**Nothing was done: the boxes ticked contradict each other.** They are unticked; tick the one that you mean.`
    .source;
}

export function clearedComment(): string {
  return md`**Open again, and unticked:** what was ticked before this issue was reopened is not carried out. Tick it again if you mean it.`
    .source;
}

export function duplicateComment(of: number): string {
  const original: Markdown = { source: `#${of}` };
  return md`**Closed: the same as ${original}**, which is older. What is ticked there counts.`.source;
}

const HEADINGS: Readonly<Record<Exclude<Result['kind'], 'done'>, Markdown>> = {
  refused: md`**Not carried out:**`,
  failed: md`**Not carried out, since it failed:**`,
  'not-counted': md`**The tick does not count:**`,
};

/** `upToDate`: whether the text of the issue is written anew with it; `closed`: the issue is closed. */
export function notDoneComment(
  { kind, why }: Exclude<Result, { kind: 'done' }>,
  upToDate: boolean | 'closed' = true,
): string {
  const next =
    kind === 'not-counted'
      ? md`The box is unticked; someone who may write to this repository can tick it.`
      : upToDate
        ? md`The box is unticked, and the text above is up to date: tick it again if you still want it.`
        : md`The box is unticked; the text above is brought up to date once it is known what to propose.`;
  const told = md`${HEADINGS[kind]} ${sentence(why)}`;
  return upToDate === 'closed' ? told.source : md`${told} ${next}`.source;
}

export interface DoneOf {
  readonly change: DeliveredChange;
  /** What the account is called in the config file; undefined where that names none. */
  readonly account?: string | undefined;
  readonly approval: Approval;
  /** What recreates a campaign that was deleted. */
  readonly manifest?: Manifest | undefined;
  readonly hide: (text: string) => string;
}

/** What was carried out, who agreed to it, and how to undo it; a deletion with its manifest. */
export function doneComment({ change, account, approval, manifest, hide }: DoneOf): string {
  const login = approval.by === 'issue' ? approval.login : undefined;
  const agreed = login ? md`, as ticked by ${login}` : md`, as ticked`;
  const { region } = change.resource;
  const where = account === undefined ? region : `${account}, ${region}`;
  const said = md`**Done${agreed}:** ${past(change, where, hide)}`;
  return manifest ? `${said.source}\n\n${kept(manifest, hide)}` : said.source;
}

function past(change: DeliveredChange, where: string, hide: (text: string) => string): Markdown {
  const it = md`${change.resource.kind} ${hide(change.resource.name)} in ${where}`;
  switch (change.kind) {
    case 'set-floor':
      return md`the floor of ${it} was set from ${tps(change.from)} to ${tps(change.to)} TPS. To undo it, run the workflow with \`command: set-min-tps\` and \`min-tps: ${String(change.from)}\`.`;
    case 'stop':
      return md`${it} was stopped. To undo it, run the workflow with \`command: restore\`.`;
    case 'delete':
      return md`${it} was deleted. To undo it, save the manifest as a file, and run the workflow with \`command: restore\` and its path as \`manifest\`.`;
  }
}

/** In a fence longer than any that its values might hold. */
function kept(manifest: Manifest, hide: (text: string) => string): string {
  const json = JSON.stringify(manifest, null, 2);
  const shown = hide(json);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = '`'.repeat(longest + 1);
  const text = `<details>\n<summary>The manifest that recreates it</summary>\n\n${fence}json\n${shown}\n${fence}\n\n</details>`;
  if (Buffer.byteLength(text) > MOST_BYTES) {
    return 'Its manifest is too long for a comment: it is in the report directory of the run.';
  }
  return shown === json
    ? text
    : `${text}\n\nAccount ids are hidden in it: put yours in their place, or take the file from the report directory of the run.`;
}

/** A reason with an end. */
function sentence(why: string): string {
  return /[.!?]$/.test(why.trim()) ? why : `${why}.`;
}
