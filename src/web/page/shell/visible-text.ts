import { options, type VNode } from 'preact';
import { visible } from '../../../report/visible.ts';

/** Attributes whose text a person reads or hears. */
const READ = ['title', 'aria-label', 'alt', 'placeholder'] as const;

const shown = (child: unknown): unknown =>
  typeof child === 'string' ? visible(child) : Array.isArray(child) ? child.map(shown) : child;

/**
 * The one place that text passes on its way to the page: what hides, reverses or breaks the text around it is replaced
 * by a visible symbol. Names, messages and documents come from requests and accounts, so no component is trusted to
 * have done it. Elements and scripts cannot come from a text at all.
 */
export function showAllText(): void {
  const before = options.vnode;
  options.vnode = (vnode: VNode) => {
    before?.(vnode);
    if (typeof vnode.type !== 'string') return;
    const props = vnode.props as Record<string, unknown>;
    // The value of a field is the person’s own text.
    if ('children' in props) props.children = shown(props.children);
    for (const name of READ) if (typeof props[name] === 'string') props[name] = visible(props[name]);
  };
}
