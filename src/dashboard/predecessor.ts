import { PERSONALIZE_NAMESPACE } from '../fleet/requestMetrics.ts';
import { NAMESPACE, RESOURCE_COUNT } from '../metrics/metrics.ts';
import { type Body, isArray, isObject } from './body.ts';
import { ownOf } from './ownership.ts';
import type { Json, JsonObject } from './widget.ts';

/**
 * The application that this action replaces signs nothing. A dashboard is taken for its work only while nothing of
 * ours is on it and it shows the predecessor's own resource count: a person's dashboard of Personalize metrics that
 * merely has the same name stays whole.
 */
export function isPredecessors(body: Body): boolean {
  return !body.widgets.some(ownOf) && body.widgets.some(countsResources);
}

function countsResources(widget: JsonObject): boolean {
  return rows(widget).some((row) => row[0] === NAMESPACE && row[1] === RESOURCE_COUNT);
}

/** On a dashboard of the predecessor: what it put there, as against what people added. */
export function isPredecessorsWidget(widget: JsonObject): boolean {
  if (widget['type'] === 'metric') {
    return rows(widget).some(([namespace]) => namespace === NAMESPACE || namespace === PERSONALIZE_NAMESPACE);
  }
  const properties = widget['properties'];
  const markdown = isObject(properties) ? properties['markdown'] : undefined;
  return widget['type'] === 'text' && typeof markdown === 'string' && isItsText(markdown);
}

function isItsText(markdown: string): boolean {
  return /^\s*#{1,6}.*(personalize|dataset group)/im.test(markdown) || /\/personalize\/home\b/.test(markdown);
}

function rows({ type, properties }: JsonObject): (readonly Json[])[] {
  const metrics = type === 'metric' && isObject(properties) ? properties['metrics'] : undefined;
  return isArray(metrics) ? metrics.filter(isArray) : [];
}
