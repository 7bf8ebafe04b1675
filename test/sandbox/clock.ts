/** A clock that tests can move. `now()` is in milliseconds of Unix time. */
export interface Clock {
  now(): number;
  /** Moves on by so many milliseconds (or back, when negative). */
  advance(ms: number): void;
  /** Jumps to a moment, given in milliseconds or as an ISO date. */
  set(to: number | string): void;
  /** Whether time stands still unless moved. */
  readonly frozen: boolean;
}

/** Real time, shifted by whatever `advance` and `set` add up to. */
export function runningClock(start?: number | string): Clock {
  let offset = start === undefined ? 0 : toMs(start) - Date.now();
  return {
    frozen: false,
    now: () => Date.now() + offset,
    advance: (ms) => {
      offset += ms;
    },
    set: (to) => {
      offset = toMs(to) - Date.now();
    },
  };
}

/** Stands still: tests that use it give the same answer at any hour of the day. */
export function frozenClock(start: number | string): Clock {
  let time = toMs(start);
  return {
    frozen: true,
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
    set: (to) => {
      time = toMs(to);
    },
  };
}

export function toMs(time: number | string): number {
  const ms = typeof time === 'number' ? time : Date.parse(time);
  if (!Number.isFinite(ms)) throw new Error(`Not a time: ${time}`);
  return ms;
}
