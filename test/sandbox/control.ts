/** For those who run the sandbox as a process: the clock, the log and the state over HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Calls } from './calls.ts';
import type { Clock } from './clock.ts';
import type { Fault, Faults } from './faults.ts';
import type { RegionView } from './region-view.ts';
import type { Dashboard } from './state.ts';
import { isRecord } from './validation.ts';

interface Controlled {
  clock: Clock;
  calls: Calls;
  faults: Faults;
  regions: readonly string[];
  region(name: string): RegionView;
  dashboards: readonly Dashboard[];
  evaluateAlarms(): void;
}

/**
 * GET `calls`, `state`, `clock`; POST `clock` {advanceMs} or {now}, `alarms/evaluate`, `faults` (one fault), `calls/clear`,
 * `faults/clear`, `subscriptions/confirm` {region, endpoint}.
 */
export function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  sandbox: Controlled,
): void {
  const path = request.url?.slice('/__sandbox/'.length) ?? '';
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
    const result = isRecord(input) ? control(`${request.method} ${path}`, input, sandbox) : undefined;
    send(
      response,
      result === undefined ? 404 : 200,
      result ?? { error: `There is no ${request.method} ${path}` },
    );
  } catch (error) {
    send(response, 400, { error: String(error) });
  }
}

function control(route: string, input: Record<string, unknown>, sandbox: Controlled): unknown {
  const { clock, calls, faults } = sandbox;
  switch (route) {
    case 'POST clock': {
      const { advanceMs, now } = input;
      if (typeof now === 'number' || typeof now === 'string') clock.set(now);
      if (typeof advanceMs === 'number') clock.advance(advanceMs);
      return { now: clock.now() };
    }
    case 'GET clock':
      return { now: clock.now() };
    case 'GET calls':
      return { total: calls.count(), byOperation: calls.byOperation(), calls: calls.all };
    case 'POST calls/clear':
      calls.clear();
      return {};
    case 'POST faults':
      faults.add(input as unknown as Fault);
      return {};
    case 'POST faults/clear':
      faults.clear();
      return {};
    case 'POST alarms/evaluate':
      sandbox.evaluateAlarms();
      return stateOf(sandbox);
    case 'POST subscriptions/confirm':
      sandbox.region(String(input['region'])).confirmSubscription(String(input['endpoint']));
      return {};
    case 'GET state':
      return stateOf(sandbox);
    default:
      return undefined;
  }
}

function stateOf(sandbox: Controlled) {
  const regions = sandbox.regions.map((name) => {
    const region = sandbox.region(name);
    const served = ({
      source: _,
      change: __,
      tags,
      ...rest
    }: RegionView['campaigns'][number] | RegionView['recommenders'][number]) => ({
      ...rest,
      tags: Object.fromEntries(tags),
    });
    const state = {
      campaigns: region.campaigns.map(served),
      recommenders: region.recommenders.map(served),
      alarms: region.alarms.map((alarm) => ({ ...alarm, tags: Object.fromEntries(alarm.tags) })),
      topics: region.topics.map((topic) => ({
        ...topic,
        tags: Object.fromEntries(topic.tags),
        attributes: Object.fromEntries(topic.attributes),
      })),
      subscriptions: region.subscriptions.map((one) => ({
        ...one,
        attributes: Object.fromEntries(one.attributes),
      })),
      messages: region.messages,
      events: region.events,
      alarmActions: region.alarmActions,
      metrics: region.metrics.map(({ points, ...metric }) => ({
        ...metric,
        points: points.length,
        last: points.at(-1),
      })),
    };
    return [name, state];
  });
  const dashboards = sandbox.dashboards.map(({ tags, ...dashboard }) => ({
    ...dashboard,
    tags: Object.fromEntries(tags),
  }));
  return { now: sandbox.clock.now(), regions: Object.fromEntries(regions), dashboards };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(body, (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? null : value)),
  );
}
