import type { Run } from './run.ts';

const HIDDEN = '*'.repeat(12);

/** The account field of any ARN: `arn:<partition>:<service>:<region>:<account>:`. */
const IN_ARN = /(?<=\barn:[\w-]*:[\w-]*:[\w-]*:)\d{12}(?=:)/g;
/** Twelve digits that stand alone; those within a name, such as a date in it, are no account. */
const ALONE = /(?<![\w-])\d{12}(?![\w-])/g;

/** The text with every AWS account id in it hidden; `accounts` are hidden within longer words too. */
export function hideAccountIds(text: string, accounts: readonly string[] = []): string {
  const hidden = text.replace(IN_ARN, HIDDEN).replace(ALONE, HIDDEN);
  return accounts.reduce((rest, account) => rest.replaceAll(account, HIDDEN), hidden);
}

/** The run with every account id hidden in every text, addresses of the workflow aside. */
export function withoutAccountIds(run: Run): Run {
  const accounts = [...accountsIn(run)];
  const { workflow, account: _, ...rest } = run;
  return {
    ...mapTexts(rest, (text) => hideAccountIds(text, accounts)),
    ...(workflow ? { workflow } : {}),
  };
}

function accountsIn(run: Run): Set<string> {
  const listed = run.regions.flatMap(({ resources, unmonitored }) => [...resources, ...unmonitored]);
  const arns = [...listed, ...run.findings, ...run.changes];
  const ids = [run.account ?? '', ...arns.map(({ arn }) => arn.split(':')[4] ?? '')];
  return new Set(ids.filter((id) => /^\d{12}$/.test(id)));
}

function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) {
    return typeof value[0] === 'number' ? value : (value.map((item) => mapTexts(item, change)) as T);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)])) as T;
}
