import { type Body, includes, inReadingOrder, numberAt, writeBody } from './body.ts';
import { ownOf } from './ownership.ts';
import type { DesiredDashboard } from './pages.ts';
import { isPredecessors, isPredecessorsWidget } from './predecessor.ts';
import type { JsonObject } from './widget.ts';

/** Settings of a new dashboard: CloudWatch's default of three hours shows little of a run that comes once an hour. */
const FIRST_SETTINGS: JsonObject = { start: '-P1D' };

export type Merge =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'create' | 'update'; readonly body: string; readonly reason: string };

/**
 * The dashboard as it should be, with all that people added: their widgets stand below ours in the places that they
 * have to each other, and their settings stay. Merging the result again changes nothing.
 */
export function mergeDashboard(
  existing: Body | undefined,
  { widgets, height }: Pick<DesiredDashboard, 'widgets' | 'height'>,
): Merge {
  if (!existing) {
    return {
      kind: 'create',
      body: writeBody({ settings: FIRST_SETTINGS, widgets }),
      reason: 'it does not exist yet',
    };
  }
  const { ours, theirs, origin } = parted(existing);
  const shift = height - topOf(theirs, height);
  if (shift === 0 && includes(inReadingOrder(ours), inReadingOrder(widgets))) return { kind: 'unchanged' };
  const body = writeBody({ settings: existing.settings, widgets: [...widgets, ...moved(theirs, shift)] });
  return { kind: 'update', body, reason: reasonFor(origin, theirs.length) };
}

export type Retirement =
  /** There is nothing of ours on it. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'update'; readonly body: string };

/** What becomes of a page that is no longer needed: it goes, unless people have widgets on it. */
export function retireDashboard(existing: Body): Retirement {
  const { ours, theirs } = parted(existing);
  if (ours.length === 0) return { kind: 'leave' };
  if (theirs.length === 0) return { kind: 'delete' };
  const widgets = moved(theirs, -topOf(theirs, 0));
  return { kind: 'update', body: writeBody({ settings: existing.settings, widgets }) };
}

type Origin = 'ours' | 'predecessor' | 'people';

interface Parted {
  readonly ours: readonly JsonObject[];
  readonly theirs: readonly JsonObject[];
  readonly origin: Origin;
}

function parted(body: Body): Parted {
  const adopted = isPredecessors(body);
  const belongs = adopted ? isPredecessorsWidget : (widget: JsonObject) => ownOf(widget) !== undefined;
  const ours = body.widgets.filter(belongs);
  const theirs = body.widgets.filter((widget) => !belongs(widget));
  return { ours, theirs, origin: adopted ? 'predecessor' : ours.length ? 'ours' : 'people' };
}

/** The highest place of the widgets that have one; CloudWatch itself places those without. */
function topOf(widgets: readonly JsonObject[], none: number): number {
  const tops = widgets.map((widget) => numberAt(widget, 'y')).filter((y) => y !== undefined);
  return tops.length ? Math.min(...tops) : none;
}

function moved(widgets: readonly JsonObject[], shift: number): JsonObject[] {
  return widgets.map((widget) => {
    const y = numberAt(widget, 'y');
    return y === undefined ? widget : { ...widget, y: y + shift };
  });
}

function reasonFor(origin: Origin, kept: number): string {
  const widgets = `${kept} widget${kept === 1 ? '' : 's'}`;
  switch (origin) {
    case 'predecessor':
      return `takes over the predecessor's dashboard${kept ? `, keeping ${widgets} added by people` : ''}`;
    case 'people':
      return kept ? `was there without our widgets; its own ${widgets} are kept below` : 'was empty';
    case 'ours':
      return `its content changed${kept ? `; ${widgets} added by people are kept` : ''}`;
  }
}
