import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { Failure } from '../aws/failure.ts';
import type { SettledChange } from '../changes/change.ts';
import { batchesOf, eventFor } from './events.ts';
import { untold } from './untold.ts';

/** Errors of one entry that pass (EventBridge API reference, PutEvents): the same entry may be taken later. */
const PASSING = new Set(['InternalFailure', 'InternalException', 'ThrottlingException']);

/** Our own choice: how often a refused entry is sent in all, and the first wait, which doubles. */
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;

export interface EmitQuery {
  /** A client of the Region that the bus is in, which need not be that of the resources. */
  readonly client: EventBridgeClient;
  /** Its name or ARN. */
  readonly busName: string;
  /** The Region of the bus. */
  readonly region: string;
  readonly settled: readonly SettledChange[];
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface EmitResult {
  readonly failures: readonly Failure[];
  /** Events that the bus took. */
  readonly emitted: number;
}

/**
 * Sends the events of what was done. An answer of 200 may refuse entries: each is looked at, sent again while its
 * error is one that passes, and told as a failure of its resource when it is never taken. Never rejects, unless
 * `sleep` does.
 */
export async function emit({ client, busName, region, settled, sleep }: EmitQuery): Promise<EmitResult> {
  const entries = settled.flatMap((one) => eventFor(one, busName) ?? []);
  const failures: Failure[] = [];
  for (const batch of batchesOf(entries)) {
    const refused = await send(client, batch, sleep);
    for (const { entry, error } of refused) {
      const context = { what: 'send an event about a change', region, operation: 'events:PutEvents' };
      failures.push(untold(error, { ...context, resource: entry.Resources?.[0] ?? busName }));
    }
  }
  return { failures, emitted: entries.length - failures.length };
}

interface Refused {
  readonly entry: PutEventsRequestEntry;
  readonly error: unknown;
}

/** Sends one request, and again those of its entries that may yet be taken. Returns those that were not taken. */
async function send(
  client: EventBridgeClient,
  batch: readonly PutEventsRequestEntry[],
  sleep: EmitQuery['sleep'],
): Promise<readonly Refused[]> {
  const refused: Refused[] = [];
  let pending = batch;
  for (let attempt = 1; pending.length > 0; attempt++) {
    if (attempt > 1) await sleep(FIRST_WAIT_MS * 2 ** (attempt - 2));
    const answer = await put(client, pending);
    if ('error' in answer) return [...refused, ...pending.map((entry) => ({ entry, error: answer.error }))];
    const again: PutEventsRequestEntry[] = [];
    for (const [index, entry] of pending.entries()) {
      const result = answer.results[index];
      if (result?.EventId && !result.ErrorCode) continue;
      if (attempt < ATTEMPTS && PASSING.has(result?.ErrorCode ?? '')) again.push(entry);
      else refused.push({ entry, error: errorOf(result, attempt) });
    }
    pending = again;
  }
  return refused;
}

/** The results, one for each entry and in their order; the error when the whole request failed. */
async function put(
  client: EventBridgeClient,
  entries: readonly PutEventsRequestEntry[],
): Promise<{ readonly results: readonly PutEventsResultEntry[] } | { readonly error: unknown }> {
  try {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...entries] }));
    return { results: Entries };
  } catch (error) {
    return { error };
  }
}

/** What AWS says of an entry, as an error of the class that it would be if the whole request had met it. */
function errorOf(result: PutEventsResultEntry | undefined, attempts: number): Error {
  const { ErrorCode, ErrorMessage } = result ?? {};
  const name = ErrorCode ?? 'NoResult';
  const message = ErrorMessage ?? (ErrorCode ? '' : 'EventBridge does not say whether it took the event');
  const internal = name.startsWith('Internal') ? { httpStatusCode: 500 } : {};
  return Object.assign(new Error(message), { name, $metadata: { attempts, ...internal } });
}
