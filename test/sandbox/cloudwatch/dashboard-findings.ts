/** What is wrong with a dashboard, and checks that its widgets share. */
export interface Finding {
  DataPath: string;
  Message: string;
}

export class Findings {
  readonly errors: Finding[] = [];
  readonly warnings: Finding[] = [];

  error(DataPath: string, Message: string): void {
    this.errors.push({ DataPath, Message });
  }

  warn(DataPath: string, Message: string): void {
    this.warnings.push({ DataPath, Message });
  }
}

export function warnOfUnknown(
  record: Record<string, unknown>,
  known: readonly string[],
  at: string,
  findings: Findings,
): void {
  for (const name of Object.keys(record))
    if (!known.includes(name)) findings.warn(`${at}/${name}`, `Unknown property ${name}`);
}

export function checkWhole(value: unknown, min: number, max: number, at: string, findings: Findings): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || Number(value) < min || Number(value) > max)
    findings.error(at, `Should be an integer from ${min} to ${max}`);
}

export function checkAlarmArn(arn: unknown, at: string, findings: Findings): void {
  if (typeof arn !== 'string' || !/^arn:[a-z-]+:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.+$/.test(arn))
    findings.error(at, 'Should be the ARN of an alarm');
}
