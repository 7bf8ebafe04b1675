/** Figures and times as they stand in reasons: in UTC, and the same in every locale. */

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const PRICE = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 });
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `1.2 TPS`; more than none never reads as 0. */
export function tps(value: number): string {
  return `${value > 0 && value < 0.005 ? '<0.01' : GROUPED.format(value)} TPS`;
}

/** `2.5%`; more than none never reads as 0. */
export function percent(value: number): string {
  return `${value > 0 && value < 0.005 ? '<0.01' : GROUPED.format(value)}%`;
}

/** `0.20 USD`, with every decimal that a unit price has. */
export function unitPrice(usd: number): string {
  return `${PRICE.format(usd)} USD`;
}

/** `1 request`, `1,234 requests`. */
export function count(number: number, noun: string): string {
  return `${WHOLE.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** `13.5 days` of hours. */
export function days(hours: number): string {
  const number = Math.floor((hours / 24) * 10) / 10;
  return `${GROUPED.format(number)} ${number === 1 ? 'day' : 'days'}`;
}

/** `2026-11-23 10:40 UTC` of Unix milliseconds. */
export function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
