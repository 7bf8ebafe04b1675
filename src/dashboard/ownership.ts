import { type Body, inReadingOrder, isArray, isObject, numberAt } from './body.ts';
import { COUNT_ID } from './overview.ts';
import { type KeptRegion, pageName } from './pages.ts';
import { ALARM_PREFIX, alarmTitleRegion, signedScope } from './signature.ts';
import { type Box, ID_PREFIX, type Json, type JsonObject, type Section } from './widget.ts';

const DEFAULT_SIZE = 6;

/** What a widget of ours is; every kind but the notes tells its Region. */
export type Own =
  | { readonly kind: 'notes' }
  | { readonly kind: 'count' | 'alarms' | 'heading' | 'graph'; readonly region: string };

/** What a widget of ours is; undefined for a person's. A graph of ours to which a person added a line is theirs. */
export function ownOf(widget: JsonObject): Own | undefined {
  const properties = widget['properties'];
  if (!isObject(properties)) return undefined;
  switch (widget['type']) {
    case 'text':
      return ownText(properties['markdown']);
    case 'metric':
      return ownGraph(properties);
    case 'alarm':
      return ownAlarms(properties);
    default:
      return undefined;
  }
}

function ownText(markdown: Json | undefined): Own | undefined {
  const scope = typeof markdown === 'string' ? signedScope(markdown) : undefined;
  if (!scope) return undefined;
  return scope.kind === 'everywhere' ? { kind: 'notes' } : { kind: 'heading', region: scope.region };
}

function ownGraph({ region, metrics }: JsonObject): Own | undefined {
  if (typeof region !== 'string' || !isArray(metrics) || metrics.length === 0) return undefined;
  const ids = metrics.map(idOf);
  if (!ids.every((id) => id?.startsWith(ID_PREFIX))) return undefined;
  return { kind: ids[0] === COUNT_ID ? 'count' : 'graph', region };
}

function idOf(row: Json): string | undefined {
  const options = isArray(row) ? row.at(-1) : undefined;
  const id = isObject(options) ? options['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

function ownAlarms({ title, alarms }: JsonObject): Own | undefined {
  const region = typeof title === 'string' ? alarmTitleRegion(title) : undefined;
  if (!region || !isArray(alarms) || alarms.length === 0) return undefined;
  const ours = alarms.every((arn) => typeof arn === 'string' && arn.includes(`:alarm:${ALARM_PREFIX}`));
  return ours ? { kind: 'alarms', region } : undefined;
}

/** The other pages that the notes of a first page link to, by name; they exist or existed. */
export function linkedPages(body: Body, name: string): string[] {
  const markdown = body.widgets
    .filter((widget) => ownOf(widget)?.kind === 'notes')
    .map(({ properties }) => (isObject(properties) ? String(properties['markdown']) : ''))
    .join('\n');
  const names = Array.from(markdown.matchAll(/\[([A-Za-z0-9_-]+)\]\(/g), ([, linked]) => linked as string);
  return [...new Set(names)].filter((linked) => {
    const page = Number(/-([1-9]\d*)$/.exec(linked)?.[1]);
    return page >= 2 && linked === pageName(name, page);
  });
}

/** The sections of every Region as they stand on the dashboards that exist, so that they can be laid out again. */
export function keptRegions(bodies: readonly Body[]): Map<string, KeptRegion> {
  const regions = new Map<string, { alarms: Section[]; groups: Box[][] }>();
  for (const widget of bodies.flatMap(({ widgets }) => inReadingOrder(widgets))) {
    const own = ownOf(widget);
    if (!own || own.kind === 'notes' || own.kind === 'count') continue;
    const region = regions.get(own.region) ?? { alarms: [], groups: [] };
    regions.set(own.region, region);
    const box = boxOf(widget);
    if (own.kind === 'alarms') region.alarms.push([box]);
    else if (own.kind === 'graph' && region.groups.length) region.groups.at(-1)?.push(box);
    else region.groups.push([box]);
  }
  return regions;
}

/** Width and height that are left out are 6: "Dashboard Body Structure and Syntax" in the CloudWatch API reference. */
function boxOf(widget: JsonObject): Box {
  const { type, properties } = widget;
  return {
    type: String(type),
    width: numberAt(widget, 'width') ?? DEFAULT_SIZE,
    height: numberAt(widget, 'height') ?? DEFAULT_SIZE,
    properties: isObject(properties) ? properties : {},
  };
}
