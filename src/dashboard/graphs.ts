import { dimensionOf, PERSONALIZE_NAMESPACE } from '../fleet/requestMetrics.ts';
import type { Resource } from '../fleet/resource.ts';
import { METRICS, NAMESPACE } from '../metrics/metrics.ts';
import { type Box, graph, ID_PREFIX, type MetricRow } from './widget.ts';

const GRAPH_WIDTH = 6;
const GRAPH_HEIGHT = 7;

export interface GraphOptions {
  /** What the graphs are about, such as `retail (1 of 3)`. */
  readonly subject: string;
  /** False computes everything from AWS's own metrics and today's floor. */
  readonly publishMetrics: boolean;
  /** Percent at which the low-utilization alarm stands; undefined when there is none. */
  readonly threshold: number | undefined;
}

/** A resource with its place in the graph, which makes its metric ids unique, and its name in the legend. */
interface Line {
  readonly resource: Resource;
  readonly n: number;
  readonly label: string;
  readonly requests: readonly string[];
}

/**
 * The row of graphs of some resources of one Region. A resource whose request metrics are unknown has only its
 * floor, and that as a constant, since nothing may have been published for it. A graph without any line is left
 * out, since CloudWatch refuses it.
 */
export function graphRow(resources: readonly Resource[], options: GraphOptions): Box[] {
  const region = resources[0]?.region ?? '';
  const lines = linesOf(resources);
  const { subject, publishMetrics, threshold } = options;
  const alarmLine = threshold === undefined ? [] : [{ label: 'Alarm below', value: threshold }];
  const all: Parameters<typeof graph>[0][] = [
    {
      title: `${subject}: actual and provisioned TPS`,
      region,
      stat: 'Average',
      axis: 'requests/s',
      metrics: lines.flatMap(publishMetrics ? publishedTraffic : computedTraffic),
      lines: [],
    },
    {
      title: `${subject}: utilization`,
      region,
      stat: 'Average',
      axis: '%',
      metrics: lines.flatMap(publishMetrics ? publishedUtilization : computedUtilization),
      lines: alarmLine,
    },
    {
      title: `${subject}: latency`,
      region,
      stat: 'Average',
      axis: 'ms',
      metrics: lines.flatMap(latency),
      lines: [],
    },
    {
      title: `${subject}: errors`,
      region,
      stat: 'Sum',
      axis: 'failed requests',
      metrics: lines.flatMap(errors),
      lines: [],
    },
  ];
  return all.filter(({ metrics }) => metrics.length > 0).map((one) => graph(one, GRAPH_WIDTH, GRAPH_HEIGHT));
}

function linesOf(resources: readonly Resource[]): Line[] {
  const isShared = ({ name }: Resource) => resources.filter((other) => other.name === name).length > 1;
  return resources.map((resource, index) => ({
    resource,
    n: index + 1,
    label: isShared(resource) ? `${resource.kind} ${resource.name}` : resource.name,
    requests: resource.requestMetrics.kind === 'known' ? resource.requestMetrics.names : [],
  }));
}

function metric(
  namespace: string,
  name: string,
  resource: Resource,
  id: string,
  options: { label: string } | { visible: false; stat: 'Sum' },
): MetricRow {
  const { Name, Value } = dimensionOf(resource);
  return [namespace, name, Name, Value, { id: `${ID_PREFIX}${id}`, ...options }];
}

function expression(formula: string, id: string, label: string): MetricRow {
  return [{ expression: formula, id: `${ID_PREFIX}${id}`, label }];
}

function publishedTraffic(line: Line): MetricRow[] {
  const { resource, n, label, requests } = line;
  if (!requests.length) return [knownFloor(line)];
  const { average, floor } = METRICS[resource.kind];
  return [
    metric(NAMESPACE, average, resource, `actual${n}`, { label }),
    metric(NAMESPACE, floor, resource, `floor${n}`, { label: floorLabel(label) }),
  ];
}

function publishedUtilization({ resource, n, label, requests }: Line): MetricRow[] {
  if (!requests.length) return [];
  return [metric(NAMESPACE, METRICS[resource.kind].utilization, resource, `used${n}`, { label })];
}

function computedTraffic(line: Line): MetricRow[] {
  const { inputs, formula } = rate(line);
  const actual = inputs.length ? [expression(formula, `actual${line.n}`, line.label)] : [];
  return [...inputs, ...actual, knownFloor(line)];
}

/** Today's floor as a line that needs no metric. */
function knownFloor({ resource, n, label }: Line): MetricRow {
  return expression(`TIME_SERIES(${resource.floor})`, `floor${n}`, floorLabel(label));
}

const floorLabel = (label: string) => `${label} floor`;

function computedUtilization(line: Line): MetricRow[] {
  const { inputs, formula } = rate(line);
  if (!inputs.length) return [];
  return [...inputs, expression(`${formula}/${line.resource.floor}*100`, `used${line.n}`, line.label)];
}

/**
 * Requests per second from AWS's own counts. No data point is no request. Divided by `PERIOD`, not by 300,
 * because CloudWatch widens the period of a graph when its reader chooses a long time range.
 */
function rate({ resource, n, requests }: Line): { inputs: MetricRow[]; formula: string } {
  const id = (index: number) => `requests${n}_${index + 1}`;
  const inputs = requests.map((name, index) =>
    metric(PERSONALIZE_NAMESPACE, name, resource, id(index), { visible: false, stat: 'Sum' }),
  );
  const sum = requests.map((_, index) => `FILL(${ID_PREFIX}${id(index)},0)`).join('+');
  const total = requests.length > 1 ? `(${sum})` : sum;
  return { inputs, formula: `${total}/PERIOD(${ID_PREFIX}${id(0)})` };
}

function latency({ resource, n, label, requests }: Line): MetricRow[] {
  return requests.map((name, index) =>
    metric(PERSONALIZE_NAMESPACE, `${name}Latency`, resource, `latency${n}_${index + 1}`, {
      label: requests.length > 1 ? `${label} ${name}` : label,
    }),
  );
}

function errors({ resource, n, label, requests }: Line): MetricRow[] {
  return requests.flatMap((name, index) =>
    ['4xx', '5xx'].map((kind) =>
      metric(PERSONALIZE_NAMESPACE, `${name}${kind}Errors`, resource, `errors${kind}_${n}_${index + 1}`, {
        label: `${label} ${kind}${requests.length > 1 ? ` ${name}` : ''}`,
      }),
    ),
  );
}
