/** A Terraform object or tuple of texts as data. It takes the layout that `terraform fmt` leaves, and no expressions. */
export function dataIn(hcl: string): unknown {
  const json = hcl
    .replace(/^(\s*)"?([\w:.-]+)"?\s+= /gm, '$1"$2": ')
    .replace(/(?<=["\]}])\n(?=\s*")/g, ',\n')
    .replace(/,(?=\s*[\]}])/g, '');
  return JSON.parse(json);
}

/** The lines from the one that `start` matches to the first that has its indentation, without what stands around. */
export function bodyOf(module: string, start: RegExp): string {
  const lines = module.split('\n');
  const first = lines.findIndex((line) => start.test(line));
  const indent = /^ */.exec(lines[first] ?? '')?.[0] ?? '';
  const isAsDeep = (line: string) => line.startsWith(indent) && /^\S/.test(line.slice(indent.length));
  const last = lines.findIndex((line, index) => index > first && isAsDeep(line));
  if (first < 0 || last < 0) throw new Error(`Nothing begins with ${start}`);
  return lines.slice(first + 1, last).join('\n');
}

/** The text with each `${expression}` as it is told, all of which must be. */
export function told(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`There is no ${name}`);
    return value;
  });
}
