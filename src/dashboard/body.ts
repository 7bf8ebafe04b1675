import type { Json, JsonObject } from './widget.ts';

/** A dashboard body as CloudWatch keeps it: our part and people's, not yet told apart. */
export interface Body {
  readonly widgets: readonly JsonObject[];
  /** Everything else at the top level, such as `start`, `periodOverride` and `variables`. */
  readonly settings: JsonObject;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Undefined when the text is not a dashboard body: then it must not be written over. */
export function readBody(text: string): Body | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { widgets = [], ...settings } = value;
  return isArray(widgets) && widgets.every(isObject) ? { widgets, settings } : undefined;
}

export function writeBody({ widgets, settings }: Body): string {
  return JSON.stringify({ ...settings, widgets });
}

/** `number` where it is one, such as a widget's place. */
export function numberAt(widget: JsonObject, key: string): number | undefined {
  const value = widget[key];
  return typeof value === 'number' ? value : undefined;
}

/** Top to bottom, then left to right: the order in which a person reads them. */
export function inReadingOrder(widgets: readonly JsonObject[]): JsonObject[] {
  const at = (widget: JsonObject, key: string) => numberAt(widget, key) ?? 0;
  return widgets.toSorted((a, b) => at(a, 'y') - at(b, 'y') || at(a, 'x') - at(b, 'x'));
}

/**
 * True when `actual` has everything that `desired` has. What CloudWatch or its console added to objects is
 * tolerated, lists must be of equal length, and the order of keys does not matter.
 */
export function includes(actual: Json | undefined, desired: Json): boolean {
  if (isArray(desired)) {
    return (
      isArray(actual) &&
      actual.length === desired.length &&
      desired.every((item, index) => includes(actual[index], item))
    );
  }
  if (isObject(desired)) {
    return isObject(actual) && Object.entries(desired).every(([key, value]) => includes(actual[key], value));
  }
  return actual === desired;
}
