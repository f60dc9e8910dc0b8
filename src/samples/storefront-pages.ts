import { createHash } from 'node:crypto';

interface Product {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly tags: readonly string[];
}

const CATALOGUE = JSON.stringify(
  Array.from({ length: 300 }, (_, id) => ({
    id,
    name: `product ${id}`,
    price: ((id * 7919) % 10_000) / 100,
    tags: [`tag${id % 17}`, `tag${id % 5}`],
  })),
);
const KEPT_PAGES = 500;

const pageCache = new Map<string, readonly string[]>();
let visitors = 0;

/** What the storefront does for one visitor. */
export function servePage(): void {
  visitors += 1;
  const products = parseCatalogue(CATALOGUE);
  const ranked = rankProducts(products, visitors % 17);
  const rows = renderRows(ranked.slice(0, 60));
  cachePage(hashPage(rows), rows);
}

function parseCatalogue(text: string): Product[] {
  return JSON.parse(text);
}

function rankProducts(products: Product[], taste: number): Product[] {
  const wanted = `tag${taste}`;
  const score = (product: Product) => (product.tags.includes(wanted) ? 1000 : 0) - product.price;
  return products.sort((a, b) => score(b) - score(a));
}

function renderRows(products: readonly Product[]): string[] {
  const rows: string[] = [];
  for (const { name, price, tags } of products) {
    rows.push(`<li class="${tags.join(' ')}">${name.toUpperCase()}: ${price.toFixed(2)}</li>`);
  }
  return rows;
}

function hashPage(rows: readonly string[]): string {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(row);
  return hash.digest('hex');
}

function cachePage(digest: string, rows: readonly string[]): void {
  pageCache.set(`${digest}-${visitors % KEPT_PAGES}`, [...rows]);
  if (pageCache.size > KEPT_PAGES) pageCache.clear();
}
