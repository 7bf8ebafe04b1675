import { curves } from './curves.ts';
import { type Block, line, table } from './document.ts';
import { count, number, tps, usd } from './figures.ts';
import { escaped, join, type Markdown, md, noWrap } from './markdown.ts';
import type { ChangeReport, FindingReport, Run } from './run.ts';
import { waiting } from './waiting.ts';
import { fateOf, nameOf } from './words.ts';

const ROWS_IN_SIGHT = 20;
/** Prices that are told; a fleet has few. */
const MOST_PRICES = 5;

type Kind = FindingReport['kind'];

/** The findings, the largest saving first: what is proposed for each, and what becomes of that. */
export function whatToDo(run: Run): readonly Block[] {
  if (run.findings.length === 0) return [];
  const findings = run.findings.toSorted((a, b) => savingOf(b) - savingOf(a));
  const changes = Map.groupBy(run.changes, ({ arn }) => arn);
  const rows = findings.map((finding) => rowFor(finding, changes.get(finding.arn) ?? [], run.command));
  const rest = rows.slice(ROWS_IN_SIGHT);
  return [
    line(md`### What to do`),
    ...waiting(run),
    table('finding', COLUMNS, rows.slice(0, ROWS_IN_SIGHT)),
    ...(rest.length > 0
      ? [table('finding', COLUMNS, rest, md`The other ${count(rest.length, 'finding')}`)]
      : []),
    ...notes(findings).map(line),
    ...curves(findings),
  ];
}

const COLUMNS = [
  { title: 'Resource' },
  { title: 'Finding' },
  { title: 'Floor TPS' },
  { title: 'Saves a month', align: 'right' as const },
  { title: 'What happens' },
];

const TITLES: Readonly<Record<Kind, string>> = {
  idle: 'Idle',
  'over-provisioned': 'Over-provisioned',
  'under-provisioned': 'Under-provisioned',
};

/** Which changes answer a finding. */
const ANSWERS: Readonly<Record<Kind, readonly ChangeReport['kind'][]>> = {
  idle: ['mark', 'stop', 'delete'],
  'over-provisioned': ['set-floor'],
  'under-provisioned': ['set-floor'],
};

function rowFor(
  finding: FindingReport,
  changes: readonly ChangeReport[],
  command: Run['command'],
): readonly Markdown[] {
  return [
    nameOf(finding),
    md`**${TITLES[finding.kind]}**: ${finding.reason}`,
    noWrap(floors(finding)),
    finding.kind === 'under-provisioned' ? md`–` : md`${usd(savingOf(finding))}`,
    happens(
      finding,
      changes.filter(({ kind }) => ANSWERS[finding.kind].includes(kind)),
      command,
    ),
  ];
}

function floors(finding: FindingReport): string {
  if (finding.kind === 'idle') return `${tps(finding.floor)} → none`;
  return `${tps(finding.floor)} → ${tps(finding.kind === 'under-provisioned' ? finding.advised : finding.target)}`;
}

/** USD a month; what has none comes last. */
function savingOf(finding: FindingReport): number {
  if (finding.kind === 'under-provisioned') return -1;
  return finding.kind === 'idle' ? finding.waste.usd : finding.saving.usd;
}

function happens(
  finding: FindingReport,
  changes: readonly ChangeReport[],
  command: Run['command'],
): Markdown {
  if (changes.length > 0)
    return join(
      changes.map((change) => fateOf(change, command)),
      '<br>',
    );
  return finding.kind === 'under-provisioned'
    ? md`advice only: raising a floor is left to you`
    : md`nothing: it is only reported`;
}

/** What holds for all rows of a kind, and what the money was made from. */
function notes(findings: readonly FindingReport[]): readonly Markdown[] {
  const idle = findings.filter(({ kind }) => kind === 'idle');
  return [...(idle.length > 0 ? [aboutIdle(idle)] : []), ...aboutMoney(findings)];
}

function aboutIdle(idle: readonly FindingReport[]): Markdown {
  const parts = [
    ...(idle.some(({ resourceKind }) => resourceKind === 'recommender')
      ? [md`An idle recommender is ended by stopping it, and \`restore\` starts it again.`]
      : []),
    ...(idle.some(({ resourceKind }) => resourceKind === 'campaign')
      ? [
          md`An idle campaign is ended by deleting it, and \`restore\` recreates it from the manifest that is saved first.`,
        ]
      : []),
    md`The first request ends the finding.`,
  ];
  return join(parts, ' ');
}

function aboutMoney(findings: readonly FindingReport[]): readonly Markdown[] {
  const bases = new Set(
    findings.flatMap((finding) => (finding.kind === 'under-provisioned' ? [] : [finding.waste.basis])),
  );
  if (bases.size === 0) return [];
  // Prices first, each once; then what there is to say of some of them.
  const parts = [...bases].map((basis) => basis.replace(/^estimate at /, '').split('; '));
  const told = [
    ...new Set([...parts.map(([price = '']) => price), ...parts.flatMap(([, ...notes]) => notes)]),
  ];
  const rest = told.length - MOST_PRICES;
  const prices = join(
    [...told.slice(0, MOST_PRICES).map(escaped), ...(rest > 0 ? [`${number(rest)} more prices`] : [])],
    '; ',
  );
  return [
    md`Every amount is an estimate for a month of 730 hours, at ${prices}. A saving can be less than the waste, since the floor proposed also has to follow sudden traffic.`,
  ];
}
