/** Faults that do not refuse a request but spoil its answer. */
import type { Fault } from './faults.ts';
import type { Output } from './service.ts';
import { isRecord } from './validation.ts';

type Of<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

/** Chosen results keep only some points, under another StatusCode, and there is no token for the rest. */
export function spoilMetricData(output: Output, fault: Of<'partialData'>, input: Output): Output {
  const queries = asRecords(input['MetricDataQueries']);
  const { status = 'PartialData', ids = () => true, keep } = fault;
  const results = asRecords(output['MetricDataResults']).map((result) => {
    const id = String(result['Id']);
    if (
      !ids(
        id,
        queries.find((query) => query['Id'] === id),
      )
    )
      return result;
    const values = Array.isArray(result['Values']) ? result['Values'] : [];
    const times = Array.isArray(result['Timestamps']) ? result['Timestamps'] : [];
    const left = keep ?? (status === 'PartialData' ? Math.floor(values.length / 2) : 0);
    return { ...result, Values: values.slice(0, left), Timestamps: times.slice(0, left), StatusCode: status };
  });
  const { NextToken: _, ...rest } = output;
  return { ...rest, MetricDataResults: results };
}

export function failEntries(
  output: Output,
  { code = 'InternalFailure', entries = () => true }: Of<'partialFailure'>,
): Output {
  const failed = { ErrorCode: code, ErrorMessage: 'It failed on purpose.' };
  const results = asRecords(output['Entries']).map((entry, index) => (entries(index) ? failed : entry));
  return { FailedEntryCount: results.filter((entry) => 'ErrorCode' in entry).length, Entries: results };
}

function asRecords(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
