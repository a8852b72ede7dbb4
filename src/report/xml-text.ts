import { escape as escaped } from 'html-escaper';
import { visible } from './visible.ts';

/** XML 1.0 does not allow control characters or unpaired surrogates. https://www.w3.org/TR/xml/#charsets */
export const xmlText = (content: string): string =>
  escaped(visible(content).replace(/[\uFFFE\uFFFF]/g, '\uFFFD'));

/** The same in an attribute, where a bare end of line would be read as a space. */
export const xmlAttribute = (content: string): string => xmlText(content).replace(/\n/g, '&#10;');
