/** The text of a written element as people read it: a space stands for each tag. */
export const elementText = (element: string): string =>
  element
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
