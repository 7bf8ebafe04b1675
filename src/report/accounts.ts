import type { Run } from './run.ts';

/** As long as an account id, and without a meaning in Markdown, HTML, YAML and addresses. */
const HIDDEN = 'X'.repeat(12);

/** `:` as it stands in an ARN, and in one within an address, however often that was encoded. */
const COLON = '(?::|%(?:25)*3A)';
/** The account field of any ARN: `arn:<partition>:<service>:<region>:<account>:`. */
const IN_ARN = new RegExp(`(?<=\\barn${`${COLON}[\\w-]*`.repeat(3)}${COLON})\\d{12}(?=${COLON})`, 'gi');
/**
 * Twelve digits that stand alone, encoded characters of an address beside them or not; those within a name, such as a
 * date in it, are no account, nor is the number of a workflow run or job.
 */
const ALONE = /(?:(?<![\w-])|(?<=%[\da-f]{2}))(?<!\/(?:runs|job)\/)\d{12}(?![\w-])/gi;

const ACCOUNT = /^\d{12}$/;
/** What a reader does not see, or what the AWS console writes between each four digits. */
const BETWEEN = '[\\p{Cc}\\p{Cf}-]*';

/** The text with every AWS account id in it hidden; `accounts` are hidden within longer words too. */
export function hideAccountIds(text: string, accounts: readonly string[] = []): string {
  return hiding(accounts)(text);
}

/**
 * What hides account ids in a text that others will read: alone, within ARNs, links and encoded addresses, and those
 * known (of a run, or given) within words too. The text may be plain or Markdown. Gives it back as it is when nothing
 * is to be hidden.
 */
export function hiderFor(of: Run | readonly string[], hidden: boolean): (text: string) => string {
  if (!hidden) return (text) => text;
  return hiding('regions' in of ? accountsIn(of) : of);
}

/**
 * The run as people may see it: without account ids in any text, if so asked; addresses of the workflow aside. What is of
 * different accounts stays apart, ARNs and names alike.
 */
export function asShown(run: Run): Run {
  if (!run.accountIdsHidden) return run;
  const { workflow, account: _, ...rest } = run;
  return { ...mapTexts(rest, hiding(accountsIn(run), standIn)), ...(workflow ? { workflow } : {}) };
}

/** What stands for one of many accounts: letters alone, so that no digits beside it make an account id. */
function standIn(index: number, of: number): string {
  if (of === 1) return HIDDEN;
  const letters = String(index).replace(/\d/g, (digit) => 'ABCDEFGHIJ'[Number(digit)] ?? '');
  return HIDDEN.slice(letters.length) + letters;
}

function hiding(
  accounts: readonly string[],
  shownAs: (index: number, of: number) => string = () => HIDDEN,
): (text: string) => string {
  const known = accounts.filter((account) => ACCOUNT.test(account));
  const shown = new Map(known.map((account, index) => [account, shownAs(index, known.length)]));
  const hidden = (account: string) => shown.get(account) ?? HIDDEN;
  const within = [...shown].map(
    ([account, instead]) => [new RegExp([...account].join(BETWEEN), 'gu'), instead] as const,
  );
  return (text) =>
    within.reduce(
      (rest, [account, instead]) => rest.replace(account, instead),
      text.replace(IN_ARN, hidden).replace(ALONE, hidden),
    );
}

function accountsIn(run: Run): readonly string[] {
  const listed = run.regions.flatMap(({ resources, unmonitored }) => [...resources, ...unmonitored]);
  const arns = [...listed, ...run.findings, ...run.changes];
  const ids = [
    run.account ?? '',
    ...(run.accounts ?? []).map(({ id }) => id ?? ''),
    ...arns.map(({ arn }) => arn.split(':')[4] ?? ''),
  ];
  return [...new Set(ids.filter((id) => ACCOUNT.test(id)))];
}

function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) {
    return typeof value[0] === 'number' ? value : (value.map((item) => mapTexts(item, change)) as T);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)])) as T;
}
