import type { Check, CheckResult } from '../outcomes/check.ts';
import { groupAlike } from './alike.ts';
import type { StatementReport } from './diagnosisReport.ts';
import { type Block, line, table } from './document.ts';
import { count } from './figures.ts';
import { ICONS } from './icons.ts';
import { escaped, type Markdown, md, noWrap, withCode } from './markdown.ts';
import type { Run } from './run.ts';

/** What `doctor` found: what is to be put right first, with the IAM statements to add, and all that was looked at. */
export function diagnosis(run: Run): readonly Block[] {
  const { checks = [], missing = [], untried = [] } = run.diagnosis ?? {};
  const those = (...results: CheckResult[]) => checks.filter(({ result }) => results.includes(result));
  const wrong = those('wrong');
  const open = those('unknown', 'not-tried');
  return [
    line(md`## ${ICONS[run.result]} Amazon Personalize: ${verdict(run, wrong.length, open.length)}`),
    line(
      md`Looked at ${count(checks.length, 'thing')} and **changed nothing**. ${tally(those('ok').length, open.length)}`,
    ),
    ...(wrong.length > 0 ? [line(md`### To put right`), remedies(wrong)] : []),
    ...statements((of, hidden) => md`Add to a policy of the role${of}${hidden}:`, missing, run),
    ...(open.length > 0 ? [line(md`### Not known`), line(NOT_KNOWN), remedies(open)] : []),
    ...statements(
      (of, hidden) =>
        md`What allows what could not be tried, where no policy of the role${of} does yet${hidden}:`,
      untried,
      run,
    ),
    table(
      'check',
      [{ title: 'Result' }, { title: 'Looked at' }, { title: 'Found' }],
      checks.map((check) => [noWrap(WORDS[check.result]), escaped(check.name), escaped(check.found)]),
      md`All ${count(checks.length, 'check')}`,
    ),
    ...(checks.some(({ found }) => found === 'allowed, to all appearances') ? [line(APPEARANCES)] : []),
  ];
}

const APPEARANCES = md`<sub>*To all appearances*: the trial asked for what is never granted, such as a change of something that does not exist, and was refused for that and not for want of permission. Permission is looked at first wherever that is known, and nobody promises it.</sub>`;

const NOT_KNOWN = md`These are no faults, and the exit code is 0 with them. What could change something if it were tried is not tried.`;

const WORDS: Readonly<Record<CheckResult, string>> = {
  ok: `${ICONS.success} well`,
  wrong: `${ICONS.failed} to put right`,
  unknown: 'not known',
  'not-tried': 'not tried',
};

function verdict({ result, cancelled }: Run, wrong: number, open: number): string {
  if (cancelled) return 'cancelled';
  if (wrong > 0) return `${count(wrong, 'thing')} to put right`;
  if (result !== 'success') return 'not everything could be looked at';
  return open > 0 ? `nothing wrong was found, ${count(open, 'thing')} could not be known` : 'all is well';
}

function tally(well: number, open: number): Markdown {
  return open > 0 ? md`${well} are well, ${open} not known.` : md`${well} are well.`;
}

function remedies(checks: readonly Check[]): Block {
  return table(
    'check',
    [{ title: 'Looked at' }, { title: 'Found' }, { title: 'What to do' }],
    checks.map(({ name, found, remedy }) => [
      md`**${name}**`,
      escaped(found),
      remedy === undefined ? md`–` : withCode(remedy),
    ]),
  );
}

/**
 * Those for the role of each account by themselves. Nothing in them is foreign: names in them are such as the inputs
 * allow.
 */
function statements(
  introduction: (of: Markdown, hidden: Markdown) => Markdown,
  all: readonly StatementReport[],
  run: Run,
): readonly Block[] {
  return groupAlike(all, ({ account = '' }) => account).flatMap(
    ({ first: { account }, all: own }): Block[] => [
      line(introduction(account === undefined ? md`` : md` of account **${account}**`, hidden(run, account))),
      { kind: 'diagram', language: 'json', source: own.map(asPolicyHasIt).join(',\n') },
    ],
  );
}

function asPolicyHasIt({ account: _, ...statement }: StatementReport): string {
  return JSON.stringify(statement, null, 2);
}

function hidden({ accountIdsHidden, accounts = [] }: Run, account: string | undefined): Markdown {
  if (!accountIdsHidden) return md``;
  const shown = accounts.find(({ name }) => name === account)?.id;
  return shown === undefined
    ? md`, with your account id in place of the letters X`
    : md`, with its account id in place of ${shown}`;
}
