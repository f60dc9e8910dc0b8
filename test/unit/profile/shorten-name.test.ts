import { describe, expect, it } from 'vitest';
import { shortenName } from '../../../src/profile/shorten-name.ts';

describe('shortenName', () => {
  it.each([
    ['main.main', 'main.main'],
    ['encoding/json.(*decodeState).object', 'json.(*decodeState).object'],
    ['example.com/shop/v2/cart.Add', 'cart.Add'],
    ['github.com/a/b/v12.F', 'b.F'],
    ['github.com/a/b/v1.F', 'v1.F'],
    ['a.b/c.d/e', 'c.d/e'],
    ['a/.b', 'a/.b'],
    ['a/b.', 'a/b.'],
    ['a/b.c\nd', 'b.c'],
    ['java.lang.String.valueOf(Object)', 'String.valueOf'],
    ['com.example.Cart.<init>', 'Cart.<init>'],
    ['com.example.Outer$Inner.run$1', 'Outer$Inner.run$1'],
    ['std::Vector::push_back', 'Vector::push_back'],
    ['foo::bar::Baz::operator()', 'Baz::operator'],
    ['(anonymous namespace)::work', 'work'],
    ['ns::_Private::~Type<int, a::B>::x', '_Private::~Type<int, a::B>'],
    ['v8::internal::Invoke', 'v8::internal::Invoke'],
    ['', ''],
  ])('%j is %j', (name, short) => {
    expect(shortenName(name)).toBe(short);
  });

  it.each(['a/', '/v2', 'a.', 'A::', '$1', 'a/.', 'a/v2/'])('takes linear time for many %j', (part) => {
    const name = part.repeat(200_000);
    expect(shortenName(name).length).toBeGreaterThan(0);
    expect(shortenName(`${name}\n`).length).toBeGreaterThan(0);
  });
});
