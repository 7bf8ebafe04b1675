/** The verdict of a job summary, and those of its sections that have these headings. */
export function sectionsOf(markdown: string, headings: readonly string[]): string {
  const [verdict = '', ...sections] = markdown.split(/^(?=### )/m);
  const kept = sections.filter((section) =>
    headings.some((heading) => section.startsWith(`### ${heading}\n`)),
  );
  return [verdict, ...kept].join('');
}
