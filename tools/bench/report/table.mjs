/** Prints a Markdown table. */
export function printTable(title, columns, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  console.log(['', `### ${title}`, '', line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n'));
}

/** A number with as many digits as mean something. */
export const fixed = (value, digits = 0) => (Number.isFinite(value) ? value.toFixed(digits) : '');
