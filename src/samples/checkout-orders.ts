import { createHash } from 'node:crypto';

interface OrderLine {
  readonly productId: number;
  readonly count: number;
  readonly price: number;
}

interface Coupon {
  readonly productId: number;
  readonly percent: number;
}

const LINES = 40;
const COUPONS: readonly Coupon[] = Array.from({ length: 20_000 }, (_, index) => ({
  productId: (index * 7919) % 1_000_003,
  percent: index % 30,
}));
const KEPT_RECEIPTS = 500;

const couponByProduct = new Map(COUPONS.map((coupon) => [coupon.productId, coupon]));
const receipts: { digest: string; lines: string[] }[] = [];
let isIndexed = true;
let orders = 0;

/** From now on coupons are searched one by one: the mistake that the demo finds. */
export function dropCouponIndex(): void {
  isIndexed = false;
}

/** What the checkout does for one order. */
export function handleOrder(): void {
  orders += 1;
  const lines = parseOrder(incomingOrder(orders));
  const total = priceOrder(lines);
  const receipt = renderReceipt(lines, total);
  keepReceipt(hashReceipt(receipt), receipt);
}

function incomingOrder(number: number): string {
  const lines: OrderLine[] = [];
  for (let line = 0; line < LINES; line++) {
    lines.push({
      productId: (number * 31 + line * 7919) % 1_000_003,
      count: 1 + (line % 4),
      price: line * 1.25,
    });
  }
  return JSON.stringify({ number, lines });
}

function parseOrder(text: string): OrderLine[] {
  return JSON.parse(text).lines;
}

function priceOrder(lines: readonly OrderLine[]): number {
  let total = 0;
  for (const { productId, count, price } of lines) {
    const percent = findCoupon(productId)?.percent ?? 0;
    total += count * price * (1 - percent / 100);
  }
  return total;
}

function findCoupon(productId: number): Coupon | undefined {
  if (isIndexed) return couponByProduct.get(productId);
  for (let index = 0; index < COUPONS.length; index++) {
    if (COUPONS[index]!.productId === productId) return COUPONS[index];
  }
  return undefined;
}

function renderReceipt(lines: readonly OrderLine[], total: number): string[] {
  const receipt: string[] = [];
  for (const { productId, count, price } of lines) {
    receipt.push(
      `${String(productId).padStart(9)} ${count} x ${price.toFixed(2)} = ${(count * price).toFixed(2)}`,
    );
  }
  receipt.push(`total ${total.toFixed(2)}`);
  return receipt;
}

function hashReceipt(receipt: readonly string[]): string {
  let digest = receipt.join('\n');
  for (let round = 0; round < 8; round++) digest = createHash('sha256').update(digest).digest('hex');
  return digest;
}

function keepReceipt(digest: string, lines: string[]): void {
  receipts.push({ digest, lines });
  if (receipts.length > KEPT_RECEIPTS) receipts.length = 0;
}
