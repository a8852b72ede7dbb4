/** Collects all pages of a paginated operation: `everyPage((marker) => …, (page) => [page.items, page.next])`. */
export async function everyPage<Page, Item>(
  fetchPage: (marker: string | undefined) => Promise<Page>,
  take: (page: Page) => readonly [items: readonly Item[] | undefined, next: string | undefined],
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let marker: string | undefined;
  do {
    const [items, next] = take(await fetchPage(marker));
    all.push(...(items ?? []));
    marker = next;
  } while (marker);
  return all;
}
