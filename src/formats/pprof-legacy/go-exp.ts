/**
 * e to the power of x, rounded as Go's math.Exp rounds it on x86 (which is not quite what V8's Math.exp does): large
 * counts of bytes show the last bit. The argument is reduced to r = x - n·ln 2, the series of e^(r/16) - 1 taken to its
 * eighth term, squared up four times as (1 + y)² - 1 = y·(y + 2); each step of it is one fused multiplication and
 * addition.
 */
export function goExp(x: number): number {
  if (x > LARGEST) return Infinity;
  // Go's results from here on, zero or denormal, are no different when taken from 1.
  if (x < -LARGEST) return 0;
  const n = roundToEven(x * Math.LOG2E);
  const r = fusedMultiplyAdd(-n, LN2_LOW, fusedMultiplyAdd(-n, LN2_HIGH, x)) * 0.0625;
  let sum = 1 / 40_320;
  for (const coefficient of COEFFICIENTS) sum = fusedMultiplyAdd(r, sum, coefficient);
  let y = r * sum;
  for (let i = 0; i < 3; i++) y *= y + 2;
  return fusedMultiplyAdd(y + 2, y, 1) * 2 ** n;
}

const LARGEST = 709.782712893384;
/** ln 2 in two parts, the first with so few digits that n times it is exact. */
const LN2_HIGH = 0.693147180559663;
const LN2_LOW = 2.8235290563031577e-13;
/** 1/7! to 1/1!. */
const COEFFICIENTS = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1];

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const part = x - floor;
  return part > 0.5 || (part === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/**
 * a·b + c rounded once. By Boldo and Melquiond, "Emulation of FMA and correctly rounded sums" (IEEE Transactions on
 * Computers 57, 2008): all but the largest part of the exact sum is rounded to odd, so that the last rounding is right.
 */
function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const [product, productError] = exactProduct(a, b);
  const [low, lowError] = exactSum(c, productError);
  const [high, highError] = exactSum(product, low);
  const [rest, restError] = exactSum(highError, lowError);
  return high + (restError === 0 ? rest : toOdd(rest, restError));
}

/** The rounded sum and what rounding took (Knuth's TwoSum). */
function exactSum(a: number, b: number): readonly [number, number] {
  const sum = a + b;
  const ofB = sum - a;
  return [sum, a - (sum - ofB) + (b - ofB)];
}

/** The rounded product and what rounding took (Dekker's, with Veltkamp's splitting). */
function exactProduct(a: number, b: number): readonly [number, number] {
  const product = a * b;
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return [product, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)];
}

function split(a: number): readonly [number, number] {
  const scaled = a * (2 ** 27 + 1);
  const high = scaled - (scaled - a);
  return [high, a - high];
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** `rounded` moved to the neighbour with an odd last bit, in the direction of what rounding took. */
function toOdd(rounded: number, error: number): number {
  float[0] = rounded;
  if ((bits[0]! & 1n) === 0n) bits[0] = bits[0]! + (error > 0 === rounded > 0 ? 1n : -1n);
  return float[0];
}
