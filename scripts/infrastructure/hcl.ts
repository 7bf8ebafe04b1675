/** Something that stands in Terraform's language as it is, unlike a text. */
export class Expression {
  readonly code: string;

  constructor(code: string) {
    this.code = code;
  }
}

/** Data in Terraform's language, as `terraform fmt` leaves it. `${…}` in a text is Terraform's own. */
export function hcl(value: unknown, indent = ''): string {
  if (value instanceof Expression) return value.code;
  if (Array.isArray(value)) return listed(value, indent);
  if (typeof value === 'object' && value !== null) return `{\n${members(value, `${indent}  `)}${indent}}`;
  return JSON.stringify(value);
}

function listed(items: readonly unknown[], indent: string): string {
  if (items.length === 0) return '[]';
  const deeper = `${indent}  `;
  return `[\n${items.map((item) => `${deeper}${hcl(item, deeper)},\n`).join('')}${indent}]`;
}

/** A line or more for each member; the equal signs of neighbours of one line stand below each other. */
export function members(data: object, indent: string): string {
  const entries = Object.entries(data).map(([name, value]) => ({
    name: /^\w+$/.test(name) ? name : JSON.stringify(name),
    text: hcl(value, indent),
  }));
  const single = (index: number) => {
    const text = entries[index]?.text;
    return text !== undefined && !text.includes('\n');
  };
  const widthAt = (index: number): number => {
    if (!single(index)) return 0;
    let [first, last] = [index, index];
    while (single(first - 1)) first--;
    while (single(last + 1)) last++;
    return Math.max(...entries.slice(first, last + 1).map(({ name }) => name.length));
  };
  return entries
    .map(({ name, text }, index) => `${indent}${name.padEnd(widthAt(index))} = ${text}\n`)
    .join('');
}

/** A block: `variable "name" { … }`. */
export const block = (head: string, data: object): string => `${head} {\n${members(data, '  ')}}\n`;
