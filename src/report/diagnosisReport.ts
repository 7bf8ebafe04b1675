import type { Diagnosis, Statement } from '../outcomes/check.ts';

/** A statement, with the account whose role it is for, as the config file names it. */
export interface StatementReport extends Statement {
  readonly account?: string;
}

/** What `doctor` found in all accounts, and on GitHub. */
export interface DiagnosisReport extends Diagnosis {
  readonly missing: readonly StatementReport[];
  readonly untried: readonly StatementReport[];
}
