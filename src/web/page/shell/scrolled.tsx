import type { ComponentChildren } from 'preact';

interface ScrolledProps {
  /** What is in it, for a screen reader. */
  readonly label: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** Text that may be longer than its place. It takes the focus, because it could not be scrolled by keyboard otherwise. */
export const Scrolled = ({ label, class: name = '', children }: ScrolledProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: https://dequeuniversity.com/rules/axe/4.11/scrollable-region-focusable
  // biome-ignore lint/a11y/useSemanticElements: a group of lines is not a group of fields
  <div class={`scrolled ${name}`} role="group" aria-label={label} tabIndex={0}>
    {children}
  </div>
);
