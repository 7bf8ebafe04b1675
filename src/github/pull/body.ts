import { type Block, layOut, line, table } from '../../report/document.ts';
import { tps, usd } from '../../report/figures.ts';
import { join, type Markdown, md, noWrap } from '../../report/markdown.ts';
import { nameOf } from '../../report/words.ts';
import { BRANCH } from './commit.ts';
import { hiddenLine, type Told } from './paper.ts';
import { type Entry, savingOf } from './proposal.ts';

/** Characters of a body: GitHub takes 65,536, and a person may want to add some. */
export const MAX_BODY = 58_000;

export interface Words {
  /** Hides account ids, where they are to be hidden. */
  readonly hide: (text: string) => string;
  /** Path of the config file. */
  readonly file: string;
  readonly defaultBranch: string;
  /** The branch of the proposals; `BRANCH` unless given. */
  readonly head?: string;
}

/** What a paper that proposes these entries tells of itself. */
export function toldOf(entries: readonly Entry[], file: string, branch = BRANCH): Told {
  const values = entries.map(({ edit, value }): [string, string] => [edit.key, value]);
  return { v: 1, state: 'open', values, file, branch, usd: savingOf(entries) };
}

/** The body of the pull request. It tells no time, so that it stays the same while nothing else changes. */
export function bodyOf(entries: readonly Entry[], words: Words): string {
  const blocks = [...proposals(entries, words), ...consequences(entries, words)];
  return withHidden(blocks, hiddenLine('pull', toldOf(entries, words.file, words.head)));
}

/** The blocks within the limit, and the line that nobody sees behind them, whole. */
export function withHidden(blocks: readonly Block[], hidden: string): string {
  return `${layOut(blocks, MAX_BODY - Buffer.byteLength(hidden) - 1)}${hidden}\n`;
}

/** The table, and what it comes to. */
export function proposals(entries: readonly Entry[], { hide, file }: Words): readonly Block[] {
  const rows = entries.map((entry) => row(entry, hide)).sort((one, other) => other.saving - one.saving);
  const saving = savingOf(entries);
  const total =
    saving > 0
      ? md`Together this saves about **${usd(saving)} a month** (${pricesOf(entries)}).`
      : md`Nothing is known to be saved by this.`;
  return [
    line(
      md`The traffic of these resources asks for other floors than they have, or for none. Merging writes them into ${code(file)}:`,
    ),
    table(
      'change',
      [
        { title: 'Resource' },
        { title: 'From → to' },
        { title: 'Saves a month', align: 'right' },
        { title: 'Why' },
      ],
      rows.map(({ cells }) => cells),
    ),
    line(total),
  ];
}

const MOST_PRICES = 4;

/** What the money was made from, as the findings tell it. */
function pricesOf(entries: readonly Entry[]): string {
  const bases = entries.flatMap(({ finding }) =>
    finding.kind === 'under-provisioned' ? [] : [finding.waste.basis],
  );
  const each = [...new Set(bases)].sort();
  return each.length === 0 ? 'an estimate' : each.slice(0, MOST_PRICES).join('; ');
}

function row(
  { change, accountName }: Entry,
  hide: Words['hide'],
): { saving: number; cells: readonly Markdown[] } {
  const { resource, reason, savingUsd } = change;
  const { name, kind: resourceKind, region } = resource;
  return {
    saving: savingUsd ?? -1,
    cells: [
      nameOf({
        name: hide(name),
        resourceKind,
        region,
        ...(accountName === undefined ? {} : { account: accountName }),
      }),
      noWrap(step(change)),
      savingUsd === undefined ? md`–` : md`${usd(savingUsd)}`,
      md`${hide(reason)}`,
    ],
  };
}

function step(change: Entry['change']): string {
  if (change.kind === 'set-floor') return `${tps(change.from)} → ${tps(change.target)} TPS`;
  return `${tps(change.pinned.floor)} TPS → ${change.kind === 'stop' ? 'stopped' : 'deleted'}`;
}

function consequences(entries: readonly Entry[], { defaultBranch, file }: Words): readonly Block[] {
  return [
    line(
      md`**Merging** approves it: the next run on ${code(defaultBranch)} carries it out, under its guards. A resource that changed while the run looked at it is left alone, and so is one to be stopped or deleted that anyone has called since, or that a file of the repository refers to. What recreates a campaign is saved before it is deleted. If there is more to change than \`max-changes\` allows, the run changes nothing and says so.`,
    ),
    line(
      md`**Closing** declines it: none of these values is proposed again, other values may be. Reopening takes that back.`,
    ),
    line(
      md`**Another value**: commit it to this branch, and personalize-monitor keeps its hands off the branch from then on. Or merge, and edit ${code(file)} afterwards.`,
    ),
    ...undo(entries, file),
    line(
      md`<sub>Until then this pull request is kept up to date, and closed when nothing is left to propose.</sub>`,
    ),
  ];
}

function undo(entries: readonly Entry[], file: string): readonly Block[] {
  const kinds = new Set(entries.map(({ change }) => change.kind));
  const ways = [
    ...(kinds.has('set-floor') ? [md`the old \`min-tps\` sets the floor back`] : []),
    ...(kinds.has('stop') ? [md`\`state: active\` starts a recommender again`] : []),
    ...(kinds.has('delete')
      ? [md`\`state: active\` recreates a campaign from the manifest in its entry, under the same name`]
      : []),
  ];
  return [
    line(
      md`**Undoing** it later is done in ${code(file)} too, since every run sets right what differs from it: ${join(ways, '; ')}.`,
    ),
  ];
}

/** A path or a name of a branch as code; what could end that is left out. */
export function code(text: string): Markdown {
  return { source: `\`${text.replace(/[`|\r\n]/g, '')}\`` };
}

/** The body of one that this action closes: what it was stays to be read, and is no longer proposed. */
export function withdrawnBody(
  body: string,
  told: Told | undefined,
  kind: 'pull' | 'pull-issue',
  why: string,
): string {
  const visible = body.replace(/^<!-- personalize-monitor:pull(-issue)? .*-->[ \t]*\r?\n?/gm, '').trimEnd();
  const note = `**Withdrawn**: ${why}.\n\n`;
  const rest = visible.startsWith('**Withdrawn**') ? visible.slice(visible.indexOf('\n\n') + 2) : visible;
  const state: Told = told ? { ...told, state: 'withdrawn' } : NOTHING_TOLD;
  return `${note}${rest}\n\n${hiddenLine(kind, state)}\n`;
}

const NOTHING_TOLD: Told = { v: 1, state: 'withdrawn', values: [], file: '', branch: BRANCH, usd: 0 };
