import { GRID_WIDTH } from './limits.ts';
import type { JsonObject, Section } from './widget.ts';

export interface Layout {
  readonly widgets: readonly JsonObject[];
  /** Rows of the grid that the widgets fill. */
  readonly height: number;
}

/** Gives every widget its place: left to right, wrapping at the edge, each section below the one before. */
export function place(sections: readonly Section[]): Layout {
  const widgets: JsonObject[] = [];
  let bottom = 0;
  for (const section of sections) {
    let x = 0;
    let y = bottom;
    for (const { type, width, height, properties } of section) {
      if (x + width > GRID_WIDTH) {
        x = 0;
        y = bottom;
      }
      widgets.push({ type, x, y, width, height, properties });
      x += width;
      bottom = Math.max(bottom, y + height);
    }
  }
  return { widgets, height: bottom };
}
